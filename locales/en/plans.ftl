plans-title = Plan
plans-none = The plan has no service yet. The hub is choosing services and providers for this need.
plans-returned = The firm sent the plan back
plans-total = Total
plans-finish = Expected to be done
plans-trips = Trips
plans-no-visit = No need to come
plans-one-visit = At most 1 trip: for { $name }
plans-one-visit-for = At most 1 trip: for { $names }, which the hub arranges for the same visit
plans-visits-to-join = The firm has to come for { $count ->
    [one] { $count } service
   *[other] { $count } services
 }, and the promise is at most 1 trip for the whole plan. Arrange them for one day and place, go there, or have samples sent.
plans-days = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }
plans-which = Choose the services
plans-accept = Accept the plan
plans-quotes = { $count ->
    [one] { $count } quote
   *[other] { $count } quotes
 }
plans-quote-words = { $price } · { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }
plans-which-of = { $service }: choose one of { $count ->
    [one] { $count } quote
   *[other] { $count } quotes
 }
plans-choose-none = Leave this one out
plans-awaited-by = Without it, no “{ $names }”
plans-asked-already = “{ $provider }” is asked for a quote already.
plans-other-service = Only providers of the same service can be added. Choose again.
plans-one-of-each = Only one provider can be chosen for “{ $service }”.
plans-choose-provider = Choose a provider for “{ $service }”, or leave it out.
plans-quotes-awaited = { $count ->
    [one] { $count } provider has
   *[other] { $count } providers have
 } not quoted yet and can until { $day }. After that they are left out and the plan can be proposed.
plans-compare = Compare quotes
plans-compare-title = Compare quotes: { $service }
plans-compare-lead = The firm chooses. Those not chosen are told and keep no time free.
plans-compare-awaited = Waiting for { $names }.
plans-compare-by = Quotes by { $day }.
plans-compare-none = No quotes yet. They show here.
plans-compare-back = Back to the plan
plans-compare-how = Where these figures come from
plans-how-finish = Done: as if accepted today, from the next working day on, by the working days quoted.
plans-how-after = What comes before is reckoned by its slowest quote.
plans-how-rating = Rating: mean of the firms’ ratings (1 to 5) of the last { $months ->
    [one] month
   *[other] { $months } months
 }, with their number. Fewer than { $least } come last.
plans-how-distance = Distance: by the divisions (GB/T 2260) where firm and provider are registered. Nothing finer is known, so no kilometres are guessed.
plans-how-secret = Providers do not see each other’s quotes.
plans-sort = Sort
plans-finish-on = Done
plans-finish-unknown = The working days are not announced yet
plans-rating = Rating
plans-distance = Distance
plans-rated = { $mean } ({ $count ->
    [one] { $count } rating
   *[other] { $count } ratings
 })
plans-not-rated = Not rated yet
plans-few-ratings = Few ratings, a hint at most
plans-choose = Choose
plans-taken = Chosen
plans-late-quote = Quoted late
# keys: plans-by-*
plans-by-finish = Done first
plans-by-price = Lowest price
plans-by-rating = Best rating
plans-by-distance = Nearest
# keys: plans-best-*
plans-best-finish = Done first
plans-best-price = Lowest price
plans-best-rating = Best rating
plans-best-distance = Nearest
# keys: plans-near-*
plans-near-county = Same county
plans-near-city = Same city
plans-near-province = Same province
plans-near-elsewhere = Another province
plans-near-unknown = The division has changed, cannot be compared
plans-check = Check and accept
plans-check-back = Back to the plan
plans-check-missing = A service lacks what comes before it
plans-missing-before = “{ $after }” begins only after “{ $before }”, which you did not choose.
plans-check-more = Choose what is missing too
plans-check-fewer = Leave out what depends on it
plans-check-again = Go back and change
plans-check-taken = You accept
plans-check-left = Left out
plans-check-follows = The providers begin at these prices and dates. Those not chosen are told.
plans-check-accept = Accept
plans-change = Change the plan
plans-changes = Changes
plans-changes-none = This plan has not been changed. To change dates or prices, or add or drop services, propose a change.
plans-change-lead = Change only what must change. It is in force once the firm and the providers concerned agree. Until then all stays as planned.
plans-change-none = It is delivered or has ended and cannot be changed.
plans-change-too-late = It is delivered or has ended and cannot be changed.
plans-change-provider = Another provider
plans-change-same = The same
plans-change-drop = Drop this one
plans-change-find = Not in the list? Look for it below first
plans-change-search = Look for a service to add
plans-change-no-new = Add none
plans-change-reason = Why
plans-change-reason-hint = Those concerned see it
plans-change-send = Propose the change
plans-change-sent = The change is proposed and waits for those concerned.
plans-change-say-why = Say why, so that those concerned can decide.
plans-change-nothing = Nothing is changed. Change dates, prices or providers, or add or drop services.
plans-change-ends-first = The due date must not be before the first day.
plans-change-no-workday = There is no working day in this time. Choose others.
plans-change-too-early = “{ $after }” begins only after “{ $before }” is done on { $day }. Choose a later first day.
plans-change-not-running = Changes can be proposed once the firm accepted the plan. Before that, change the plan itself.
plans-change-one-open = Another change of this plan waits for agreement. Wait for it, or withdraw it.
plans-change-ended = This change is decided.
plans-change-not-yours = This change does not need your agreement, or you gave it.
plans-change-stale = “{ $service }” is delivered, has ended or is not given any more, so this change cannot take effect. Refuse or withdraw it and propose another.
plans-change-open = A change waits for agreement. Until then all stays as planned.
plans-change-look = See the change
plans-change-what = What changes
plans-change-who = Who must agree
plans-change-by = Proposed
plans-change-by-whom = { $side } { $name }, { $time }
plans-change-agreed-at = Agreed { $time }
plans-change-waits = Waiting
plans-change-unanswered = Not answered
plans-change-ended-at = Decided
plans-change-agree-means = Once all agree, the change is in force and dates and prices of the orders change.
plans-change-agree = Agree
plans-change-refuse = Refuse
plans-change-withdraw = Withdraw the change
plans-change-agreed = Agreed. It waits for the others.
plans-change-in-force = All agreed and the change is in force.
plans-change-refused = Refused. All stays as planned.
plans-change-withdrawn = The change is withdrawn. All stays as planned.
plans-line-add = Add “{ $service }”: { $provider }, { $from }, { $to }
plans-line-instead = { $provider } does “{ $service }” instead, { $from }, { $to }
plans-line-replaced = { $provider } no longer does “{ $service }”
plans-line-drop = Drop “{ $service }” ({ $provider })
plans-line-pushed = “{ $service }” ({ $provider }) moves with what comes before, from { $from } to { $to }
# keys: plans-change-state-*
plans-change-state-proposed = Waiting for agreement
plans-change-state-agreed = In force
plans-change-state-refused = Refused
plans-change-state-withdrawn = Withdrawn
# keys: plans-side-*
plans-side-firm = Firm
plans-side-provider = Provider
plans-side-hub = Hub
plans-calendar = Calendar of plans
plans-calendar-lead = When accepted services begin and when they are done.
plans-calendar-month = By month
plans-calendar-list = As a list
plans-calendar-months = Another month
plans-calendar-before = Month before
plans-calendar-next = Month after
plans-calendar-from = From { $month }
plans-calendar-of = Only the plan of need { $need }.
plans-calendar-all = Show all
plans-calendar-none = Nothing in this time. Once you accept a plan, its dates show here.
plans-calendar-take = Take it to your own calendar
plans-calendar-download = Download as a calendar file (.ics)
plans-calendar-subscribe-hint = Your phone or computer can also subscribe to an address and follow changes. It names services, providers and days only, no price or person. Whoever has the address can read it, so do not pass it on.
plans-calendar-subscribe = Make an address
plans-calendar-renew = Make another address
plans-calendar-revoke = End the subscription
plans-calendar-revoked = The address no longer works.
plans-calendar-since = The address was made { $time }.
plans-calendar-read = Last read { $time }.
plans-calendar-address = Address
plans-calendar-once = Copy it into “subscribe” of your calendar. It is shown only once. If you lose it, make another: the old one then ends.
plans-calendar-done = {" "}(done)
plans-calendar-provider = Provider:{" "}
plans-calendar-name = Yizhan plans { $firm }
# keys: plans-weekday-*
plans-weekday-1 = Mon
plans-weekday-2 = Tue
plans-weekday-3 = Wed
plans-weekday-4 = Thu
plans-weekday-5 = Fri
plans-weekday-6 = Sat
plans-weekday-7 = Sun
plans-versions = Versions of the plan
plans-versions-lead = Each time it is proposed, accepted or changed, a version is kept that nobody can change or delete. It is written to the evidence log.
plans-versions-none = The plan has not been proposed. Then its first version shows here.
plans-version = Version { $number }
plans-version-stands = In force
plans-version-total = Total { $total }
plans-version-event = Evidence
plans-version-same = Same as the version before
plans-version-lines = { $count ->
    [one] { $count } service
   *[other] { $count } services
 } of this version
plans-dates = Dates
plans-waits-nothing = nothing
plans-diff-added = Added “{ $service }”: { $provider }, { $from }, { $to }
plans-diff-gone = Dropped “{ $service }” ({ $provider })
plans-diff-replaced = “{ $service }”: { $to } instead of { $from }
plans-diff-price = “{ $service }” ({ $provider }): price from { $from } to { $to }
plans-diff-dates = “{ $service }” ({ $provider }): time from { $from } to { $to }
plans-diff-waits = “{ $service }” waits for { $to } instead of { $from }
# keys: plans-cause-*
plans-cause-proposed = Proposed
plans-cause-accepted = Accepted
plans-cause-changed = Changed by agreement
plans-cause-cancelled = Order cancelled
plans-templates = Templates of plans
plans-templates-lead = Services often asked for together. Choose one and add them all in one step.
plans-templates-none = No template yet. Make one, for example “new shoe”: design, sample, physical tests, design patent.
plans-templates-none-clerk = No template fits. The hub’s manager keeps them. You can also keep a plan as a template on its page.
plans-template = Template
plans-template-option = { $name } ({ $count ->
    [one] { $count } service
   *[other] { $count } services
 })
plans-template-find = Name or purpose
plans-template-new = Make a template
plans-template-begun = The template is made. Add services to it.
plans-template-saved = The template is saved.
plans-template-is-retired = The template is discontinued.
plans-template-name = Name
plans-template-name-hint = For example New shoe
plans-template-name-missing = Enter a name.
plans-template-name-long = Shorten the name to at most { $most } characters.
plans-template-name-taken = There is a template of this name already.
plans-template-function = Purpose
plans-template-function-hint = It comes first for needs of this purpose
plans-template-function-unknown = Choose a purpose from the list.
plans-template-any = Any
plans-template-words = Words
plans-template-words-hint = For which needs it is good, and what to mind
plans-template-lines = Services
plans-template-services = Services of the template
plans-template-line = A service of the template
plans-template-empty = No service yet. Add one below.
plans-template-providers = Providers asked by default
plans-template-providers-hint = Choose none to choose with each plan. Each one chosen is asked for a quote
plans-template-no-providers = Chosen with each plan
plans-template-order = Order
plans-template-up = Up
plans-template-down = Down
plans-template-gone = Discontinued
plans-template-head = Name and words
plans-template-choose = Choose a service
plans-template-service-unknown = Choose a published service.
plans-template-save = Save
plans-template-retire = Discontinue the template
plans-template-retired = This template is discontinued and can be neither used nor changed.
plans-template-full = A template has at most { $most } services.
plans-template-nobody = Choose providers for at least one service.
plans-compose = From a template
plans-compose-open = Open the template
plans-compose-hint = Providers are ticked as in the template and you can change them. Each one ticked is asked for a quote. A service without any is not added.
plans-compose-nobody = No resident provider gives this service now, so it is not added.
plans-compose-act = Add to the plan
plans-composed = The services of the template are added. Check them and ask for quotes.
plans-keep = Keep as a template
plans-kept = Kept as a template for the next plan.
plans-send-back = Send the plan back
plans-remark = What does not suit you
plans-sent-back = The plan is sent back. The hub changes it and proposes it again.
plans-items = Services of the plan
plans-service = Service
plans-provider = Provider
plans-price = Price
plans-workdays = Working days
plans-state = Status
plans-remove = Remove
plans-add = Add services
plans-find = Find a service or provider
plans-find-act = Find
plans-offers = Choose services and providers
plans-offers-hint = Choose several if you like. Each provider of one service is asked for a quote and the firm compares them.
plans-join = Ask another provider
plans-join-title = Ask another provider: { $service }
plans-join-none = No other resident provider gives this service. Add one in the catalogue first.
plans-join-not = Add none, back to the plan
plans-offers-none = No published service was found. Try another word, or publish it in the catalogue first.
plans-offers-more = Only the first { $most } are shown. Write more to narrow them.
plans-by-quote = By quote
plans-offer-facts = { $price } · { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 } · { $trips ->
    [one] { $trips } trip
   *[other] { $trips } trips
 }
plans-after = Begins only after these services
plans-waits-for = After “{ $names }”
plans-note = What the provider should mind
plans-ask = Ask for quotes
plans-quote-by = Quotes by
plans-propose = Propose to the firm
plans-next-quote = Providers quote by { $day }
plans-next-decide = The firm accepts the plan or sends it back
plans-next-compose = The hub is choosing services and providers
plans-circle = The services wait for each other in a circle. Take one of these out.
plans-not-announced = The working days of { $year } are not announced yet, so not all dates can be reckoned
plans-need-not-accepted = A plan can be made once the need is accepted. Accept it first.
plans-too-many = A plan has at most { $most } services.
plans-service-unknown = Choose a service and who gives it.
plans-changed-meanwhile = A provider of what you chose has just declined or cancelled. Open the plan again and choose once more.
plans-provider-does-not-give = This provider does not give this service, or its residency has ended. Choose another.
plans-accepted-already = The plan is accepted, so the need can be neither withdrawn nor sent back. You can cancel single orders with a reason.
plans-not-open = The plan is with the firm and cannot be changed. You can change it if the firm sends it back.
plans-not-all-quoted = { $count ->
    [one] { $count } service is
   *[other] { $count } services are
 } not quoted yet. Wait for quotes or remove what has none.
plans-empty = The plan has no service that can be done. Add one first.
plans-choose-one = Choose at least one service, or send the plan back if none suits.
plans-needs-before = “{ $after }” begins only after “{ $before }”. Choose both or neither.
plans-emptied = Providers declined or cancelled all services of the plan. Choose anew.
plans-say-why = Say what does not suit you, so that the hub can change it.
plans-not-with-firm = The plan does not wait for the firm now.
# keys: plan-*
plan-composing = Being made
plan-asking = Waiting for quotes
plan-proposed = Waiting for the firm
plan-yours = Waiting for you
plan-returned = Sent back
plan-accepted = Accepted
plan-closed = Closed
# keys: item-*
item-open = Not asked
item-asked = To be quoted
item-quoted = Quoted
item-declined = Declined
item-accepted = Accepted
item-dropped = Not chosen
item-unanswered = Not quoted
item-removed = Dropped by agreement
item-done = Done
