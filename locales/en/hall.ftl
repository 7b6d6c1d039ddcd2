# The day's hall: windows, appointments, numbers.
hall-title = The hall today
hall-windows = Windows
hall-windows-lead = Firms book a time at a window. Whoever comes without one takes a number
hall-windows-none = No window yet. Once the manager adds one, firms can book a time and visitors can take a number.
hall-windows-rows = { $total ->
    [one] { $total } window
   *[other] { $total } windows
 }
hall-window = Window
hall-window-add = Add a window
hall-window-name = Name of the window
hall-window-name-hint = As written at the window, for example Window 1
hall-window-hours = Opening hours
hall-window-minutes = Length of an appointment
hall-window-places = Firms at the same time
hall-window-state = Open or not
# keys: hall-window-state-*
hall-window-state-open = Open
hall-window-state-closed = Closed
hall-opens = Opens at
hall-closes = Closes at
hall-break-from = Break from
hall-break-until = Break until
hall-time-hint = For example 09:00
hall-minute = minutes
hall-places-hint = The most appointments taken for the same time
hall-save = Save
hall-window-kept = The window is saved.
hall-window-name-wrong = Enter a name of at most { $most } characters.
hall-window-name-taken = There is a window of this name already.
hall-time-wrong = Enter a time like 09:00.
hall-closes-before = The window must close after it opens.
hall-break-wrong = Enter both the beginning and the end of the break, the end after the beginning. Without a break leave both empty.
hall-minutes-wrong = Enter 5 to 240 minutes.
hall-places-wrong = Enter 1 to 20.
hall-window-booked = { $count ->
    [one] { $count } appointment is
   *[other] { $count } appointments are
 } still booked at this window after today. See to them first, or ask the firms to book again.
hall-poster = QR code for numbers
hall-scan = Scan to take a number
hall-scan-lead = Scan it with your phone, without signing in
hall-screen = Screen of called numbers
hall-screen-none = No number has been called yet. Please wait.
hall-book = Book a time at a window
hall-book-hint = If you have to come, book a time first and do not queue. Each visit counts as a trip, and one trip is the most.
hall-day = Choose a day
hall-time = Time
hall-time-on = When do you come on { $day }
hall-for-order = For which order
hall-free = { $count } free
hall-full = Full
hall-nothing-free = { $day } is full, or no window is open. Choose another day, or call the hub.
hall-book-do = Book
hall-booked = Booked.
hall-booked-at = Booked for { $day } { $time }
hall-booked-next = When you arrive, tell the staff the number of your need and you are called first. Cannot come? Cancel beforehand.
hall-cancel = Cancel the appointment
hall-cancelled = The appointment is cancelled.
hall-choose-time = Choose a time.
hall-choose-order = Choose for which order you come.
hall-booked-already = You have an appointment already. Cancel it before you book another.
hall-just-taken = This time has just been taken. Choose another.
hall-not-booked = There is no appointment to cancel.
hall-not-missed = The time has not come yet, or the appointment has changed.
hall-not-today = Only today’s appointments that nobody has come for can be marked.
hall-appointments = Appointments today
hall-appointments-rows = { $total ->
    [one] { $total } appointment
   *[other] { $total } appointments
 }
hall-no-appointments = No appointments today.
hall-no-window = No window is open yet.
hall-arrive = Arrived
hall-arrived = Noted as arrived, with a number.
hall-miss = Did not come
hall-missed = Noted as not come.
# keys: hall-visit-*
hall-visit-booked = Booked
hall-visit-arrived = Arrived
hall-visit-served = Served
hall-visit-missed = Did not come
hall-queue = Queue
hall-queue-none = Nobody is waiting.
hall-waiting = { $count } waiting
hall-waits = Waiting
hall-number = Number
hall-for = What for
hall-unsure = Cannot say yet
hall-next = Call the next
hall-called = Called.
hall-choose-window = Choose your window
hall-window-closed = This window is closed.
hall-somebody-there = Somebody is still being served at this window.
hall-nobody-waits = Nobody is waiting.
hall-about = Number of the need or order
hall-about-hint = For somebody who comes for an existing need or order. It counts as a trip
hall-about-unknown = No need or order has this number. Check it.
hall-reason = Why a second trip was needed
hall-serve = Done
hall-served = Done.
hall-go = Did not come up
hall-gone = Noted as not come up.
hall-not-called = This number is not at a window.
hall-take-title = Take a number
hall-take = Take a number
hall-choose-purpose = Choose what you come for, or the last choice if you cannot say.
hall-closed-now = Numbers are not given out at this time.
hall-full-today = All numbers for today are gone. Come another day, or call the hub.
hall-ticket-title = Number { $number }
hall-your-number = Your number
hall-before = { $count } before you
hall-ticket-wait = This page updates itself. Watch the screen in the hall.
hall-go-to = Go to { $window }
hall-ticket-served = Done. Thank you.
hall-ticket-gone = You did not come when you were called and the number has passed. Please{" "}
hall-ticket-old = This number is from before. Please{" "}
hall-ticket-keep = Do not close this page, or keep its address.
