orders-title = Order { $reference }
orders-list-title = Orders
orders-none = No orders yet. They show here once a provider is asked for a quote.
orders-none-such = No order fits.
orders-show-all = See all orders
orders-state = Status
orders-all = All
orders-reference = Order number
orders-service = Service
orders-firm = Firm
orders-provider = Provider
orders-firm-uscc = Firm’s unified social credit code
orders-provider-uscc = Provider’s unified social credit code
orders-offered-at = Asked
orders-asked-for = What is asked for
orders-need = The firm’s need
orders-note = What the provider should mind
orders-contact = Firm’s contact
orders-contact-show = Show contact details
orders-product = Product or material
orders-wanted-on = Day the firm wants
orders-need-files = Files of the need
orders-after = Begins only after these services
orders-price = Price
orders-yuan = CNY
orders-days = Working days
orders-days-unit = working days
orders-starts = First day
orders-due = Due
orders-quote-words = Words on the quote
orders-reason = Reason
orders-next-quote = Quote by { $day }
orders-next-deliver = Deliver by { $day }
orders-no-calendar = The working days are not announced yet, so no day can be named
orders-delivery = Delivery { $number }
orders-result = Result
orders-summary = What was done
orders-quantity = Hours or quantity
orders-quantity-hint = For example 36 hours, 5 pairs
orders-charged = Charged
orders-delivered-at = Delivered
orders-rejected-at = Sent back by the firm
orders-files = Files
orders-files-hint = Reports and drawings, at most 20 MB each and 10 in all
orders-rating = Rating
orders-level = Are you satisfied
orders-rating-words = What you want to say
orders-aspects = What you are not satisfied with
orders-aspects-hint = Tick it if you are dissatisfied or very dissatisfied
orders-rectify-answer = Answer to the rating
orders-rectify-hint = Write what the cause was, what you did and with what result. Firm and hub see it
orders-rectify = Send the answer
orders-quote = Send the quote
orders-decline = Decline
orders-start = Begin
orders-deliver = Deliver
orders-choose = Choose
orders-confirm = Confirm and rate
orders-reject = Send the delivery back
orders-reject-why = What is not as agreed
orders-rate = Rate
orders-note-trip = Note a trip
orders-trip-number = Trip { $number }
orders-trip-day = Day of the trip
orders-trip-reason = Reason
orders-trip-hint = The promise is at most 1 trip. A further one needs a reason
orders-cancel = Cancel the order
orders-quoted = The quote is sent.
orders-declined = Declined.
orders-started = Begun.
orders-delivered = Delivered. It waits for the firm to confirm it.
orders-rejected = The delivery is sent back. The provider goes on.
orders-cancelled = The order is cancelled.
orders-trip-noted = The trip is noted.
orders-rated = Thank you for your rating.
orders-answered = The answer is sent.
orders-asked = The providers are asked for quotes. Fixed and free prices are filled in.
orders-proposed = The plan is sent to the firm.
orders-accepted = The plan is accepted and the providers begin.
orders-price-wrong = Enter an amount, for example 1280 or 1280.50.
orders-days-wrong = Enter a whole number of working days from 1 to { $most }.
orders-choose-result = Choose the kind of result.
orders-say-what-was-done = Write what was done.
orders-too-long = Shorten it to at most { $most } characters.
orders-say-why = Say why.
orders-ended = The order has ended. Nothing more can be noted.
orders-day-to-come = The day has not come. Enter the day of a trip already made.
orders-day-before = The order began on { $day }. A trip cannot be earlier.
orders-day-passed = The day has passed. Choose today or later.
orders-choose-day = Choose a day.
orders-second-trip-why = The promise is at most 1 trip. Say why there was a second.
orders-confirmed-by-other-side = You also belong to the provider or the hub, so you cannot confirm for the firm. Somebody else of the firm must.
orders-rate-after-confirming = Confirm before you rate.
orders-choose-level = Choose how satisfied you are.
orders-choose-aspect = Tick what you are not satisfied with, so that the provider can put it right.
orders-say-answer = Write an answer.
orders-cannot-quote = This order can no longer be quoted.
orders-quote-with-firm = The plan is with the firm, so the quote cannot be changed now. To change it, call the hub. You can quote again if the firm sends the plan back.
orders-by-mediation = Cancelled by agreement of both sides, mediated by the hub
orders-not-chosen = The firm did not choose this service
orders-other-chosen = The firm compared quotes and chose another. Thank you for yours
orders-by-agreement = Not done any more by a change of the plan that all concerned agreed to
orders-unanswered = No quote came in time, so the plan went to the firm with those of others
orders-cannot-decline = The order is accepted and cannot be declined. You can cancel it with a reason.
orders-cannot-accept = The order is not quoted yet.
orders-cannot-start = You can begin once the firm accepts.
orders-cannot-deliver = The order is not under way and cannot be delivered.
orders-cannot-reject = It is not delivered yet and cannot be sent back.
orders-cannot-confirm = It is not delivered yet and cannot be confirmed.
orders-cannot-cancel = The order is delivered or has ended and cannot be cancelled.
orders-hub = Hub
orders-words = Firm, provider, service or number
orders-rows = { $total ->
    [one] { $total } order
   *[other] { $total } orders
 }, newest first
orders-turn = Turn
orders-working = Arranged or under way
orders-late = Overdue
# keys: order-*
order-offered = To be quoted
order-quoted = Quoted
order-accepted = Arranged
order-in_progress = In progress
order-delivered = Waiting for you
order-confirmed = Done
order-declined = Declined
order-cancelled = Closed
# keys: turn-*
turn-firm = Firm
turn-provider = Provider
turn-hub = Hub
turn-expert = You
turn-nobody = Nobody
# keys: result-*
result-report = Report
result-part = Sample or part
result-design = Design
result-certificate = Certificate
result-training = Training
result-advice = Advice
result-other = Other
# keys: aspect-*
aspect-speed = Speed
aspect-skill = Skill
aspect-manner = Manner
aspect-quality = Quality of the result
aspect-price = Price
# keys: level-*
level-5 = Very satisfied
level-4 = Satisfied
level-3 = Fairly satisfied
level-2 = Dissatisfied
level-1 = Very dissatisfied
# After a rating
orders-rated-by-other-side = You also belong to the provider or the hub, so you cannot rate for the firm. Somebody else of the firm must.
orders-not-rated = The order is not rated yet, so nothing can be added.
orders-added-already = You can add to a rating once, and you have.
orders-say-addition = Write what you want to add.
orders-addition = Added to the rating
orders-addition-hint = You can add to it once and not change it afterwards. The rating itself stays
orders-add = Add to the rating
orders-added = Added to the rating.
orders-rectification = Putting right
# keys: orders-task-*
orders-task-open = To be put right
orders-task-answered = Firm to be called
orders-task-satisfied = Put right, the firm is satisfied
orders-task-ended = Closed, the firm is not satisfied
orders-rectify-round = Round { $round }, answer by { $day }
orders-recall-by = The hub calls the firm by { $day }
orders-round = Round { $number }
orders-proof = Proof
orders-recall = Call back
orders-recall-note = Note the call
orders-recall-save = Save the note
orders-recalled = The call is noted.
orders-recall-result-label = Is the firm satisfied
# keys: orders-recall-is-*
orders-recall-is-satisfied = Satisfied: close it
orders-recall-is-again = Not satisfied: the provider goes on putting it right
orders-recall-is-unreached = Not reached: call another day
orders-recall-is-ended = Not satisfied, but no more can be done: close it
orders-recall-nothing = The provider has not answered, or it is closed. No call is needed now.
orders-recall-result = Choose the result of the call.
orders-recall-not-yet = The hub’s manager can close it so only after { $rounds ->
    [one] { $rounds } round
   *[other] { $rounds } rounds
 }.
orders-spoke-with = Whom you spoke with
orders-spoke-with-hint = Leave it empty if you reached nobody
orders-call-with = Enter whom you spoke with.
orders-call-words-label = What was said
orders-call-words = Note what was said.
orders-called-by = { $by } called
orders-called-with = { $by } called { $with }
orders-silence = Waiting for the firm
orders-silence-words = If the firm does not answer after delivery, it is reminded twice and then the hub’s manager calls. Neither reminder nor call confirms for the firm.
orders-reminder = Reminder { $stage }
orders-call = Call by the hub
orders-call-note = Note a call
orders-call-save = Save the note
orders-called = The call is noted. The order still waits for the firm itself.
orders-call-result-label = What the firm said
# keys: orders-heard-*
orders-heard-will-confirm = It will look at it and answer
orders-heard-objects = It objects to the result
orders-heard-unreached = Not reached
orders-call-nothing = No delivery waits for the firm. No call is needed.
orders-call-result = Choose what the firm said.
orders-call-again-passed = Choose a day after today to call again.
orders-again-on = Again on { $day }
orders-again-on-label = Call again on
orders-again-on-hint = Left empty, after as many working days as to the first reminder
# Messages
orders-messages = Messages
orders-between = { $firm } and { $provider }
orders-messages-rows = { $total ->
    [one] { $total } message
   *[other] { $total } messages
 }
orders-messages-none = No messages yet. Write one above and the other side is told.
orders-message-words = Write a message
orders-message-hint = The other side and the hub’s staff see it. @name tells somebody
orders-message-files = Files
orders-message-send = Send
orders-message-sent = The message is sent.
orders-message-empty = Write something, or attach a file.
orders-who-can-be-named = Whom you can name with @
orders-read-by = Read by { $names }
orders-read-by-nobody = Not read by the other side yet
# keys: orders-side-*
orders-side-firm = Firm
orders-side-provider = Provider
orders-side-hub = Hub
orders-unread = Unread
orders-unread-count = { $count } unread
orders-unread-title = Unread messages
orders-unread-none = No unread messages.
orders-last-message = Last message
orders-notes = Notes
orders-notes-lead = Only the hub’s staff see them, neither firm nor provider
orders-notes-hidden = Hidden from both sides
orders-notes-none = No notes yet.
orders-note-words = Write a note
orders-note-keep = Save the note
orders-note-kept = The note is saved.
# Mediation
orders-dispute = Dispute
orders-dispute-see = See it
orders-dispute-yours = Your answer is awaited.
orders-dispute-count = { $count ->
    [one] { $count } time
   *[other] { $count } times
 }
orders-dispute-none = This order is not in dispute.
orders-dispute-how = How mediation works
orders-dispute-how-clock = The order stands still: the time does not count, and it cannot be delivered, sent back or cancelled. The firm can confirm it at any time, which ends the dispute.
orders-dispute-how-ends = If both sides accept a settlement, the order is delivered again, cancelled, or confirmed as it is. If not, the order is where it was and its due date moves by the working days that mediation took.
orders-dispute-how-record = The service record says that there was a dispute.
orders-dispute-number = Dispute { $number }: { $about }
# keys: orders-dispute-about-*
orders-dispute-about-quality = Quality
orders-dispute-about-delay = Delay
orders-dispute-about-price = Price
orders-dispute-about-scope = Scope
orders-dispute-about-other = Other
# keys: orders-dispute-is-*
orders-dispute-is-opened = Mediator to be named
orders-dispute-is-mediating = Being mediated
orders-dispute-is-proposed = Waiting for both sides
orders-dispute-is-agreed = Settled
orders-dispute-is-failed = Not settled
orders-dispute-is-withdrawn = Withdrawn
orders-dispute-is-settled = Confirmed by the firm
# keys: orders-dispute-turn-*
orders-dispute-turn-hub = Hub
orders-dispute-turn-firm = Firm
orders-dispute-turn-provider = Provider
orders-dispute-turn-both = Both sides
orders-dispute-turn-nobody = Nobody
orders-dispute-name-by = Name a mediator by { $day }
orders-dispute-by = Mediate by { $day }
orders-dispute-opened-by = Opened by
orders-mediator = Mediator
orders-mediator-hint = Of the hub’s staff, and not of either side
orders-dispute-proposal = Settlement
# keys: orders-dispute-outcome-*
orders-dispute-outcome-again = Deliver again
orders-dispute-outcome-cancel = Cancel the order
orders-dispute-outcome-stand = The delivery stands and the firm confirms it
orders-dispute-deliver-on = Deliver by { $day }
orders-dispute-charged = Charged { $price }
# keys: orders-dispute-answer-is-*
orders-dispute-answer-is-awaited = Not answered yet
orders-dispute-answer-is-yes = Accepts
orders-dispute-answer-is-no = Refuses
# keys: orders-dispute-said-*
orders-dispute-said-opened = Opened the dispute
orders-dispute-said-statement = Statement
orders-dispute-said-proposal = Settlement
orders-dispute-said-yes = Accepted the settlement
orders-dispute-said-no = Refused the settlement
orders-dispute-said-failed = Ended the mediation
orders-dispute-said-withdrawn = Withdrew the dispute
orders-dispute-answer = Answer the settlement
orders-dispute-answer-words = Your words
orders-dispute-answer-hint = If you refuse, say why
orders-dispute-accept = Accept the settlement
orders-dispute-refuse = Refuse
orders-dispute-name = Name a mediator
orders-dispute-propose = Propose a settlement
orders-dispute-outcome = What becomes of the order
orders-dispute-deliver-by = Deliver again by
orders-dispute-deliver-hint = Fill it in for “Deliver again”
orders-dispute-price = New charge
orders-dispute-price-hint = Fill it in if the delivery stands at another price
orders-dispute-proposal-words = Words of the settlement
orders-dispute-fail = End the mediation
orders-dispute-fail-words = Why it was not settled
orders-dispute-fail-hint = The order is then where it was. Both sides can negotiate, complain or go to court
orders-dispute-state = Send a statement
orders-dispute-words = What happened and what you want
orders-dispute-words-hint = The other side and the mediator see it, and you cannot change it afterwards
orders-dispute-proof = Evidence
orders-dispute-withdraw = Withdraw the dispute
orders-dispute-withdraw-words = The order then goes on and its due date moves.
orders-dispute-open = This order is being mediated. It cannot be delivered, sent back or cancelled now.
orders-dispute-begin = Open a dispute
orders-dispute-reason = What it is about
orders-dispute-opened = The dispute is open. The hub names a mediator.
orders-dispute-named = The mediator is named.
orders-dispute-stated = The statement is sent.
orders-dispute-proposed = The settlement is proposed and waits for both sides.
orders-dispute-answered = Your answer is sent.
orders-dispute-ended = The mediation has ended and the order is where it was.
orders-dispute-taken-back = The dispute is withdrawn and the order goes on.
orders-dispute-say = Write something.
orders-dispute-not-now = A dispute can be opened after the firm accepts and before it confirms.
orders-dispute-none-open = No dispute is being mediated.
orders-dispute-choose-reason = Choose what it is about.
orders-dispute-choose-mediator = Choose somebody of the hub’s staff.
orders-dispute-only-mediator = Only the mediator can do this.
orders-dispute-choose-outcome = Choose what becomes of the order.
orders-dispute-nothing-stands = Nothing is delivered that could stand.
orders-dispute-new-day = Enter a day to deliver by, today or later.
orders-dispute-nothing-to-answer = No settlement waits for your answer.
orders-dispute-not-yours = Only the side that opened it can withdraw it.
# Another provider
orders-reassign = Change the provider
orders-reassign-lead = If price and due date stay and nothing is paid for work done, the new provider takes over once it quotes. Otherwise the firm is asked first
orders-reassign-to = Who takes over
orders-reassign-why = Why
orders-reassign-why-hint = The firm and the present provider see it
orders-settled = Paid for work done
orders-settled-hint = What the firm pays the present provider, at most the price agreed. Enter 0 for nothing
orders-settled-for = For which work
orders-settled-for-hint = Needed if something is paid
orders-reassign-quote-by = New provider quotes by
orders-reassign-ask = Ask this provider for a quote
orders-reassign-asked = The new provider is asked. The present one can still deliver until then.
orders-reassign-nobody = No other resident provider gives this service. Add one in the catalogue first.
orders-to-directory = Go to the catalogue
orders-reassign-open = Another provider is being looked for already.
orders-reassign-not-now = The provider can be changed after the firm accepts and before delivery.
orders-reassign-choose = Choose another resident provider that gives this service.
orders-reassign-settled-wrong = Enter an amount between 0 and the price agreed.
orders-reassign-settled-why = Say for which work it is paid.
orders-reassign-nothing = No change of provider waits for a decision.
orders-reassign-decided = Your decision is noted.
orders-reassign-called-off = The provider is not changed and goes on.
orders-reassign-call-off = Do not change
orders-reassign-asked-at = Asked
orders-reassign-consent-words = Price or due date change, or work done is to be paid, so you are asked. If you refuse, the present provider goes on.
orders-reassign-would-end = If you agree now, the new provider delivers by { $day }.
orders-reassign-refuse-hint = If you refuse, say why
orders-reassign-accept = Agree
orders-reassign-refuse = Refuse
# keys: orders-reassign-is-*
orders-reassign-is-asked = Waiting for a quote
orders-reassign-is-waiting = Waiting for the firm
orders-reassign-is-done = Taken over
orders-reassign-is-refused = Refused by the firm
orders-reassign-is-declined = Declined by the new provider
orders-reassign-is-called-off = Called off
orders-replaces = This order takes over
orders-replaces-another = This order takes over another provider’s work. Firm or hub decide once you quote.
# Orders before and after
orders-chain = Services before and after
orders-chain-caption = What comes before and what after
orders-chain-place = Place
orders-chain-before = Before
orders-chain-this = This order
orders-chain-after = After
orders-chain-words = What comes after begins once the firm has confirmed what comes before. If that is late, the dates after move and both sides are told. If it is early, the dates stay.
orders-holds-up = Not done yet
orders-blocked = Waits for what comes before
orders-blocked-words = What comes before is not done, so this cannot begin yet.
# Approvals within an organization
orders-approvals = Approvals
orders-approvals-lead = Only your own organization sees them
orders-approvals-all = All approvals
orders-approvals-mine = Only those waiting for me
orders-approvals-none = No approvals. Quotes or plans above the limit show here once sent.
# keys: orders-approval-is-*
orders-approval-is-waiting = Being approved
orders-approval-is-approved = Approved
orders-approval-is-refused = Not approved
orders-approval-is-withdrawn = Withdrawn
# keys: orders-approval-kind-*
orders-approval-kind-quote = Quote
orders-approval-kind-accept = Accepting a plan
orders-approval-turn = Step { $step } of { $steps }, waits for { $name }
orders-approval-content = Content
orders-approval-days = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }
orders-approval-items = { $count ->
    [one] { $count } service
   *[other] { $count } services
 }
orders-approval-asked-by = Sent by
# keys: orders-approval-said-*
orders-approval-said-yes = Approved
orders-approval-said-no = Not approved
orders-approval-words = Your words
orders-approval-yes = Approve
orders-approval-no = Do not approve
orders-approval-withdraw = Withdraw
orders-approval-decided = Your decision is noted.
orders-approval-withdrawn = Withdrawn.
orders-approval-asked = It is above the limit and goes to approval. Once approved it is sent by itself.
orders-approval-waits = A quote is being approved. Once approved it is sent by itself.
orders-approval-rule = Set up approvals
# keys: orders-approval-lead-*
orders-approval-lead-quote = Quotes above the limit are approved within your organization, one after the other, before they go to the hub
orders-approval-lead-accept = Plans above the limit in all are approved within your organization, one after the other, before they are accepted
orders-approval-above = Limit
# keys: orders-approval-above-hint-*
orders-approval-above-hint-quote = Quotes above this amount need approval
orders-approval-above-hint-accept = Chosen services above this amount in all need approval
# keys: orders-approval-step*
orders-approval-step1 = Who approves first
orders-approval-step2 = Who approves second
orders-approval-step3 = Who approves third
orders-approval-nobody = Nobody
orders-approval-own-hint = Nobody approves what they sent themselves: if an approver wants to send one, a colleague must
orders-approval-save = Save
orders-approval-off = No approvals
orders-approval-rule-set = Approvals are set up, from the next one sent.
orders-approval-rule-off = No approvals are needed any more.
orders-approval-twice = One person approves one step. There are at most three.
orders-approval-who = Choose members of your organization.
orders-approval-own = You are one of the approvers, so a colleague must send it.
orders-approval-not-yours = It is not your turn to decide.
orders-approval-stale = The plan has changed. Do not approve this one and let a colleague send it again.
# Contract and non-disclosure
orders-agreements = Contracts and NDAs
orders-agreements-none = There is no agreement yet. Either side can propose one. Once the other agrees, it is used within its term.
orders-agreements-rows = { $total ->
    [one] { $total } agreement
   *[other] { $total } agreements
 }
orders-own-agreements = Contracts and NDAs
orders-own-agreements-lead = Propose them in an order. Once both agree, they are used for later orders within their term
orders-own-agreements-none = No agreement yet. Propose one in an order.
# keys: orders-agreement-kind-*
orders-agreement-kind-nda = Non-disclosure agreement
orders-agreement-kind-contract = Contract
# keys: orders-agreement-is-*
orders-agreement-is-proposed = Waiting for the other side
orders-agreement-is-valid = Valid
orders-agreement-is-to-come = Not valid yet
orders-agreement-is-over = Expired
orders-agreement-is-ended = Ended
# keys: orders-agreement-must-*
orders-agreement-must-nda = Files of this order open once both sides agreed on a non-disclosure agreement.
orders-agreement-must-contract = Files of this order open once both sides agreed on a contract.
orders-agreement-met = It is there.
orders-agreement-not-met = Not there yet
orders-agreement-no-longer = Do not demand it any more
orders-agreement-used-here = Used for this order
orders-agreement-term = Term
orders-agreement-from-to = { $from } to { $to }
orders-agreement-from = From { $from } until ended
orders-agreement-firm-agreed = Agreed by the firm
orders-agreement-provider-agreed = Agreed by the provider
orders-agreement-ended-at = Ended
orders-agreement-file = Document
orders-agreement-file-hint = A scan with seals, or a text both sides accept
orders-agreement-other = Other side
orders-agreement-agree = Agree
orders-agreement-refuse = Refuse
orders-agreement-use = Use for this order
orders-agreement-end = End
orders-agreement-new = Propose an agreement
orders-agreement-kind = Kind
orders-agreement-title = Name
orders-agreement-title-hint = For example NDA 2026
orders-agreement-starts = Valid from
orders-agreement-ends = Valid until
orders-agreement-ends-hint = Left empty, until ended
orders-agreement-put = Propose
orders-agreement-put-up = Proposed. It waits for the other side.
orders-agreement-decided = Noted.
orders-agreement-required = What is demanded has changed.
orders-agreement-before-files = Agreement before files
orders-agreement-before-files-words = Once demanded, neither side opens the other’s files, nor the provider those of the need, until both agreed on such an agreement and it is used for this order
orders-agreement-require = Demand: { $kind }
orders-agreement-choose-kind = Choose the kind of agreement.
orders-agreement-title-wrong = Enter a name of at most { $most } characters.
orders-agreement-term-wrong = The end must be after today and not before the beginning.
orders-agreement-file-missing = Attach the document.
orders-agreement-not-now = This cannot be done with this agreement now.
orders-agreement-not-valid = Only an agreement within its term that both agreed on can be used.
orders-agreement-others = Only the side that demanded it can take it back.
orders-agreement-first = Files of this order open only after an agreement. Propose, agree to or use one under “Contracts and NDAs”.
orders-next-quote-late = The quote was due by { $day } and is overdue
orders-next-deliver-late = Delivery was due by { $day } and is overdue
orders-next-disputed = In mediation, the time does not count (delivery was due by { $day })
orders-disputed = In mediation
order-yours = Waiting for you
orders-approval-kind-confirm = Confirming a delivery
orders-approval-delivery = Delivery { $number } · Rating: { $level }
orders-approval-lead-confirm = Deliveries charged above the limit are approved within your organization, one after the other, before they are confirmed
orders-approval-above-hint-confirm = Deliveries charged above this amount need approval
orders-approval-of = What is approved
orders-approval-other-delivery = The delivery was sent back, delivered again or confirmed. Do not approve this one and let a colleague send it again.
orders-instruments = Instruments
