records-title = Service record { $reference }
records-one = Service record
records-list-title = Service records
records-none = No service record fits. A record is made when a firm confirms an order. Choose another period or clear the filters.
records-reference = Number
records-hub = Hub
records-center = Center
records-accepted = Accepted
records-confirmed-at = Confirmed
records-trips = Trips
records-counts = Counts
records-counts-not = Does not count
records-yes = Yes
records-no = No
records-replaced = Corrected
records-confirm-title = Confirm the service
records-confirm-lead = This makes a service record that nobody can quietly change.
records-confirm = Confirm and rate
records-other-price = The charge differs from the quote. If you do not know why, ask the provider or the hub before you confirm.
records-not-as-agreed = Not as agreed? Send the delivery back
records-key = Public key of the hub
records-confirmed = Confirmed. Thank you for your rating.
records-benefit = Benefit
records-benefit-money = Benefit (CNY)
records-benefit-time = Days saved
records-benefit-kind = Kind of benefit
records-benefit-amount-label = How much
records-benefit-amount-hint = CNY for revenue and cost, days for time
records-benefit-how-label = How you reckoned it
records-benefit-how-hint = For example: rework down from 8% to 3%, by monthly output
records-benefit-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
records-benefit-unknown = Choose the kind of benefit.
records-benefit-amount = Enter a number above 0.
records-benefit-days-most = At most { $most } days.
records-benefit-how = Write how you reckoned it.
records-say-why = Say why you correct it.
records-rules-say-no = By the rules this record does not count, and that cannot be changed.
records-corrected-already = This record is corrected already. Correct the new one.
records-corrected = The correction is written and the record is kept.
records-was-corrected = This record was corrected by
records-corrects = This record corrects
records-correct = Correct
records-correct-why = Why you correct it
records-proof = Evidence
records-position = Entry { $position } of the evidence log, checkpoint of { $size }.
records-proof-how = How to verify it
records-proof-words = Download the proof and run yizhan ledger verify FILE --key KEY on any computer, offline. Below are the signed checkpoint and the inclusion proof.
records-proof-soon = The record is saved and goes into the evidence log in a few seconds. Reload the page then.
records-bundle = Download the proof
records-events-title = Events
records-events-none = No events yet.
records-when = When
records-what = Event
records-place = Place in the log
records-commitment = Commitment
# keys: benefit-*
benefit-revenue = Revenue gained
benefit-cost = Cost saved
benefit-time = Time saved
# keys: uncounted-*
uncounted-distinct-parties = Provider and firm are the same
uncounted-no-affiliation = Provider and firm declared to be affiliated
uncounted-confirmed-by-firm = Not confirmed by the firm’s people
uncounted-delivered = No valid delivery
uncounted-corrected = Corrected not to count
records-own-title = Our service records
records-firms = Firms served
records-firms-unit = firms
records-firms-note = Each firm counts once
records-services = Services
records-services-unit = services
records-services-note = Only records that count
records-rows = { $total ->
    [one] { $total } record
   *[other] { $total } records
 }
records-all = All
records-from = From month
records-to = To month
records-from-day = From
records-to-day = To
records-function = Function
records-on-time = On time
records-who = By
records-system = The system
records-body = Content
records-erased = The content was erased at the person’s request. Only the evidence is left.
records-event-title = Event
records-no-log = This event belongs to no hub’s log and has no place in one.
# keys: records-counting-*
records-counting-1 = Counts
records-counting-0 = Does not count, or corrected
# keys: records-timely-*
records-timely-1 = On time
records-timely-0 = Late
records-timely-any = With a due date
# keys: records-over-*
records-over-2 = More than 1
# keys: records-level-*
records-level-any = Rated
# keys: records-benefit-of-*
records-benefit-of-any = With a stated benefit
# keys: records-sort-*
records-sort-time = Confirmed
records-sort-price = Charge
records-sort-rating = Rating
records-sort-trips = Trips
# keys: records-center-*
records-center-innovation = Innovation
records-center-testing = Testing
records-center-property = Intellectual property
records-center-certification = Certification
records-center-brand = Brand
records-center-finance = Finance
records-center-sharing = Shared resources
records-center-talent = Talent
# A provider's ratings
records-standing = Ratings of the provider
records-standing-of = Rating ({ $count ->
    [one] { $count } rating
   *[other] { $count } ratings
 })
records-standing-unit = points
records-standing-small = Few ratings, a hint at most
records-standing-poor = Dissatisfied
records-standing-times = times
records-standing-put-right = { $count } of them put right until the firm was satisfied
records-standing-poor-of = { $poor }, { $right } of them put right until the firm was satisfied
records-standing-shrunk = Score
records-standing-mean = Plain mean
records-standing-mean-of = { $mean } ({ $count ->
    [one] { $count } rating
   *[other] { $count } ratings
 })
records-standing-levels = Ratings by level
records-standing-share = Share
records-standing-how = How the score is reckoned
records-standing-what = Only services that count. Very satisfied is 5 points, satisfied 4, fairly satisfied 3, dissatisfied 2, very dissatisfied 1. Nobody can change or delete a rating, and it stays as it is when put right.
records-standing-formula = Score = ({ $weight } × { $prior } + sum of this provider’s ratings) ÷ ({ $weight } + { $count }). With few ratings it is near the mean of all, with more it nears its own.
records-standing-prior = The mean of all is of the newest { $sample } ratings of all providers. Weight and number stand in the rules of the score ({ $code }).
records-standing-source = This is a Bayesian mean, as in the weighted rating that IMDb publishes for its Top 250. In statistics it is shrinkage towards the overall mean (Efron and Morris, JASA 70, 1975).
records-standing-none = This provider has no rating that counts yet. It shows here once a firm confirms and rates.
records-standing-back = Back to the provider
records-mediated = Mediation
# keys: records-mediated-*
records-mediated-agreed = There was a dispute, which both sides settled with the hub’s mediation
records-mediated-failed = There was a dispute, which mediation did not settle
records-mediated-settled = There was a dispute, during which the firm confirmed of itself
# Instruments
records-did-booking-approved = Approved a booking
records-did-booking-asked = Asked for a booking
records-did-booking-cancelled = Cancelled a booking
records-did-booking-declined = Declined a booking
records-did-booking-handed = Handed a booking over
records-did-booking-held = Took a slot
records-did-booking-made = Booked an instrument
records-did-booking-moved = Moved a booking
records-did-booking-released = Gave a slot up
records-did-instrument-again = Took an instrument up again
records-did-instrument-approved = Approved an instrument
records-did-instrument-asked = Asked a hub to offer an instrument
records-did-instrument-changed = Changed an instrument's record
records-did-instrument-declined = Declined an instrument
records-did-instrument-entered = Entered an instrument
records-did-instrument-offer-ended = Ended an instrument's offer
records-did-instrument-offered = Offered an instrument
records-did-instrument-out = Took an instrument out of service
records-did-instrument-retired = Retired an instrument
records-did-instrument-rules-set = Set an instrument's rules
records-did-instrument-trained = Noted a training
records-did-instrument-training-asked = Asked for a training
