# The public front: first page, the hubs, a hub's page.
portal-title = Say what you need
portal-heading = Say what you need, and we do the running
portal-lead = Say once what you want to get done. The hub finds providers, makes a plan and sees it through, with at most one trip.
portal-look = Look at the services first
portal-purposes = What you want to get done
portal-hubs = Industry innovation service hubs
portal-what = A hub gathers what one industry needs, research, design, testing, intellectual property, finance and talent, in one place. Resident providers serve the firms around.
portal-no-hubs = No hub yet. The administrator can add one after signing in.
portal-map = Hubs by county
portal-unit = hubs
portal-all = See all { $count ->
    [one] { $count } hub
   *[other] { $count } hubs
 }
portal-how = How it works
portal-how-1 = 1 Say it once
portal-how-1-words = Write in your own words what you want to get done, one question a page on your phone. It is saved as you go, and you can go on with it on another device.
portal-how-2 = 2 See the plan
portal-how-2-words = The hub puts services of several providers into one plan: prices, dates, whether you must come. Nothing begins before you agree.
portal-how-3 = 3 Get the result
portal-how-3-words = You confirm what is delivered and rate it. Each confirmation goes into a public evidence log that nobody can quietly change.
portal-county = County
portal-any = Any
portal-count = { $count ->
    [one] { $count } hub
   *[other] { $count } hubs
 }
portal-none-such = No hub fits. Leave out a condition and look again.
portal-see-all = See all hubs
portal-centers = Centers
portal-services = { $count ->
    [one] { $count } service
   *[other] { $count } services
 }
portal-contact = Where it is and whom to call
portal-year = { $year }
portal-no-grades = Grades are registered here once the authority publishes them.
portal-providers = Resident providers
portal-providers-count = { $count ->
    [one] { $count } resident provider
   *[other] { $count } resident providers
 }
portal-no-providers = No provider is resident now.
portal-all-providers = See all { $count ->
    [one] { $count } resident provider
   *[other] { $count } resident providers
 }
portal-carriers-count = { $count ->
    [one] { $count } carrier
   *[other] { $count } carriers
 } founded with universities
portal-since = Since { $day }
portal-all-carriers = See all { $count ->
    [one] { $count } carrier
   *[other] { $count } carriers
 }
portal-no-carriers = No carrier founded with a university or institute is registered yet.
portal-experts = Experts
portal-experts-count = { $count ->
    [one] { $count } expert
   *[other] { $count } experts
 }
portal-all-experts = See all { $count ->
    [one] { $count } expert
   *[other] { $count } experts
 }
portal-expert-asks = Ask about: { $asks }
portal-no-experts = No expert fits. Try another word.
portal-removed = This hub has been removed
portal-removed-words = It takes no more needs. Its records and evidence log are kept and can still be verified.
portal-log = Public evidence log
portal-log-words = On { $at } it has { $size ->
    [one] { $size } entry
   *[other] { $size } entries
 }. It can only grow: whoever changes or removes one is found out.
portal-log-checkpoint = Download the checkpoint
portal-log-key = Download the public key
portal-log-how = How to verify it
portal-log-how-1 = Download checkpoint and public key, and keep them.
portal-log-how-2 = With the proof of a service record, run this on any computer, offline:
portal-log-command = yizhan ledger verify PROOF --key KEY
portal-log-how-3 = If it holds, the record has not been changed since it was written. A later checkpoint must contain the one you keep today.
portal-log-none = The log has no entries yet.
portal-hub-named = The name of this hub and its published grades are taken from public reports. All else on this page, and all data, are made up
portal-hub-invented = This hub is made up for the demonstration
portal-figures = Service records (since { $since })
portal-figures-none = No firm has confirmed a service yet.
portal-figures-firms = Firms served
portal-figures-records = Services completed
portal-on-time = On time
portal-on-time-of = { $part } of { $whole } with a due date were on time
portal-figures-how = Where these figures come from
portal-figures-how-counts = Only service records that firms confirmed and that count by the rules: a firm counts once, each confirmed service counts as one. Records are written to the evidence log and cannot be changed.
portal-figures-how-rating = Firms rate on five levels when they confirm. Neither provider nor hub can change or delete a rating.
