# Taking in the lists that people keep in Excel.
imports-title = Imports
imports-one = Import
imports-new = Import a list
imports-lead = Take in a whole list from Excel: try it out, look at it, then write it. You can undo it within 24 hours
imports-new-lead = Your list is tried out first and nothing is written. Look at what becomes of each row, then decide.
imports-what = What you import
# keys: imports-kind-*
imports-kind = Kind
imports-kind-organizations = Organizations
imports-kind-providers = Providers
imports-kind-services = Services
imports-kind-experts = Experts
imports-kind-residencies = Residencies
# keys: imports-about-*
imports-about-organizations = Firms, providers and universities, known by their unified social credit code
imports-about-providers = Details of providers, known by their unified social credit code. A provider with an owner changes its own
imports-about-services = Services of this hub’s catalogue, published when written, known by their code or name
imports-about-experts = Experts of this hub, known by name and employer
imports-about-residencies = Residencies of providers in the centers, known by provider, center and first day
imports-hub = Hub
imports-hub-hint = Choose it for services, experts or residencies. Organizations need none
imports-please-choose = Choose
imports-any = Any
imports-file = File
imports-file-hint = XLSX or CSV (UTF-8 or GB18030), at most { $most } MB and 100,000 rows. You can say what a column is in the next step
imports-upload = Upload and try out
imports-templates = Download a template
imports-templates-lead = Row 2 of a template says how to fill in each column. You need not delete it. Your own list will do too: other names and another order of columns do no harm.
imports-template = {" "}import template
imports-none = No import fits. Upload a list that you have in Excel.
imports-when = When
imports-who = By
imports-hash = SHA-256 of the file
imports-origin = Format
imports-sheet = Sheet
imports-bytes = { $bytes ->
    [one] { $bytes } byte
   *[other] { $bytes } bytes
 }
# keys: imports-state-*
imports-state = Status
imports-state-reading = Reading
imports-state-refused = Cannot be read
imports-state-matching = Columns to be matched
imports-state-checking = Trying out
imports-state-checked = To be written
imports-state-idle = Nothing to write
imports-state-writing = Writing
imports-state-stopped = Stopped
imports-state-written = Written
imports-state-undoing = Undoing
imports-state-undone = Undone
imports-state-discarded = Given up
# keys: imports-outcome-*
imports-outcome = Result
imports-outcome-new = New
imports-outcome-changed = Changed
imports-outcome-unchanged = Unchanged
imports-outcome-refused = Refused
imports-outcome-undone = Undone
imports-outcome-kept = Not undone
imports-outcome-none = Not tried yet
imports-row-written = Written
imports-unit = rows
imports-rows = Every row
imports-line = Row
imports-entry = Content
imports-why = Reason or change
imports-blank = (empty)
imports-no-such-rows = There are no such rows.
imports-progress = { $done } of { $all } rows done
imports-progress-of = Progress
imports-safe-to-leave = You can leave this page, the work goes on. Come back by “Imports”.
imports-refresh = Refresh
imports-file-refused = This file cannot be read
imports-another = Import another file
imports-match-first = Match the columns first
imports-match-why = A column that is needed was not recognised. Say which column of the file it is, then try it out.
imports-match = Match columns
imports-rematch = Change the columns
imports-discard = Give up this import
imports-nothing-written-yet = Tried out, nothing is written yet
imports-would = Writing it adds { $new } and changes { $changed }. Unchanged and refused rows stay as they are.
imports-start = Write { $n ->
    [one] { $n } row
   *[other] { $n } rows
 }
imports-nothing-to-write = No row needs to be written: all is there already, or was refused.
imports-same-file = The same file was written before:
imports-some-refused = { $n ->
    [one] { $n } row was refused
   *[other] { $n } rows were refused
 }
imports-mend = Download the error file, correct it in the same columns and import it again. Rows that are in already do no harm: nothing is doubled.
imports-save-errors = Download the error file
imports-error-file = Error rows
imports-reasons = Reason
imports-reason-of = Row { $line } of the file. { $reasons }
imports-done = { $n ->
    [one] { $n } row written
   *[other] { $n } rows written
 }
imports-undo = Undo this import
imports-undo-words = You can undo it within { $hours } hours, until { $until }. What was added is deleted (services are discontinued), what was changed becomes as it was. What was changed or used since stays, and the reason is given.
imports-undo-do = Undo { $n ->
    [one] { $n } row
   *[other] { $n } rows
 }
imports-undone = { $n ->
    [one] { $n } row undone
   *[other] { $n } rows undone
 }, { $kept } could not be
imports-evidence = Evidence
imports-columns = Columns
imports-columns-lead = What each column of the file is. Needed: { $needed }
imports-column = Column of the file
imports-examples = First rows
imports-field = Is
imports-field-of = What “{ $column }” is
imports-not-read = Do not import
imports-header = Row with the names of the columns
imports-look = Look at this row
imports-read-sheet = Read this sheet
imports-check = Try out
imports-choose-kind = Choose what you import
imports-choose-file = Choose a file
imports-choose-hub = Choose a hub
imports-wrong-state = This import is past this step. Reload the page
imports-undo-late = It was written more than { $hours } hours ago and cannot be undone. Change each one on its page
imports-header-unknown = Enter the number of the row with the names of the columns, for example 1
imports-sheet-unknown = There is no such sheet
imports-column-unknown = This kind has no such column
imports-column-twice = “{ $column }” is matched twice. Keep one
imports-columns-missing = Columns are missing: { $columns }. Say which columns of the file they are
imports-stopped = Whoever began this no longer acts here, so the rest was not done. Somebody who does must import it again
imports-file-large = The file is larger than { $most } MB. Split it
imports-file-rows = The file has more than { $most } rows. Split it
imports-file-columns = The file has more than { $most } columns. Delete those you do not need
imports-file-unpacks = Unpacked, the file is too large. Keep only the sheet to be imported, delete pictures and formats, and save it anew
imports-file-cell = A cell in row { $row } has more than { $most } characters. Shorten it
imports-file-empty = The file is empty
imports-file-sheet = The file has no sheet “{ $sheet }”
imports-file-encrypted = The file has a password. Take it off and upload it again
imports-file-encoding = The encoding of the file is unknown. Save it as “CSV UTF-8” or XLSX in Excel and upload it again
imports-file-quote = A quotation mark in row { $row } is not closed, so what follows is unclear. Close it, or save the file as XLSX
imports-file-unsafe = The file holds what it must not, and cannot be read. Paste the data into a new workbook and upload that
imports-file-damaged = The file is damaged. Open it in Excel, save it as XLSX and upload it again
imports-file-stopped = Reading this file took too much time or memory and was stopped. Keep only the sheet to be imported and save it as XLSX
imports-file-save-as = This format cannot be read. Open it in Excel or WPS, save it as .xlsx and upload it again
imports-file-archive = This is an archive. Unpack it and upload the list inside
imports-file-other = This is no list. Upload an XLSX or CSV file
imports-lossy = The last digits of “{ $text }” are lost: Excel took it for a number. Format the column as text and enter the whole code again
imports-cell-error = The cell shows “{ $text }”. Correct it
imports-uncalculated = The cell is a formula without a result. Open and save the file in Excel and upload it again
imports-fill-in = Fill this in
imports-twice = Row { $line } says the same one. Keep one row
imports-several = The directory has { $n } of this name, so it is unclear which to change. Change it on its page
imports-moved = Somebody changed it after it was tried out, so it was not written. Import it again
imports-gone = It is no longer there
imports-fault = The system failed and this row was not written. Try again, and tell the administrator if it fails again
imports-not-yours = This organization has an owner, or is resident at another hub, and changes its own details. Delete this row
imports-kinds-wrong = Enter “firm” or “provider”, or both with a comma
imports-center-unknown = This hub has no such center. Enter its name as in the directory
imports-code-unknown = This hub has no such code. Leave it empty for a new service
imports-other-name = This code is registered for “{ $name }”. Check it
imports-provider-unknown = “{ $told }” is not registered. Enter the full name or the unified social credit code
imports-used-members = It has members since, and cannot be undone
imports-used-resides = It is resident at a hub since, and cannot be undone
imports-used-gives = It gives services since, and cannot be undone
imports-used-works = It stands in needs, plans or orders since, and cannot be undone
imports-undo-moved = It was changed since, and cannot be undone
imports-undo-gone = It was deleted since. There is nothing to undo
imports-needed = Needed.{" "}
imports-optional = Optional.{" "}
imports-explain = Notes: { $text }
# keys: imports-explain-*
imports-explain-uscc = 18 characters. Format this column as text
imports-explain-organization = As on the business licence
imports-explain-kinds = firm, provider, or both
imports-explain-division = The name of the county, or its code of 6 digits, for example 330302
imports-explain-industry = The name or code of the industry, for example 1952
imports-explain-staff = Number of people
imports-explain-revenue = In 10,000 CNY
imports-explain-assets = In 10,000 CNY
imports-explain-address = At most 200 characters
imports-explain-contact-name = Name
imports-explain-contact-phone = Mobile or landline
imports-explain-introduction = At most 2000 characters
imports-explain-code = To change a service that is there, for example LCX-012. Leave it empty for a new one
imports-explain-services-name = At most 60 characters
imports-explain-center = One of: { $centers }
imports-explain-function = One of: { $functions }
imports-explain-outcome = What firms get, at most 1000 characters
imports-explain-audience = Who may ask, at most 1000 characters
imports-explain-price-kind = One of: free, fixed price, price range, by quote
imports-explain-price-from = CNY. The fixed price, or the lowest of a range
imports-explain-price-to = CNY. The highest of a range
imports-explain-price-unit = For example test, pair, set
imports-explain-promised-days = Working days, 1 to 250
imports-explain-statutory-days = Working days. Leave it empty if there is none
imports-explain-trips = 0 or 1
imports-explain-materials = With commas. In brackets: format, optional, may follow, for example licence (PDF), photo (optional, may follow)
imports-explain-providers = Full names or unified social credit codes, with commas, each within its residency
imports-explain-accreditation = CMA, CNAS and scope, at most 120 characters
imports-explain-experts-name = At most 50 characters
imports-explain-title = For example professor
imports-explain-employer = At most 100 characters
imports-explain-fields = At most 200 characters
imports-explain-provider = Unified social credit code or full name, registered before. Format a column of codes as text
imports-explain-provider-name = Beside the code, to check it
imports-explain-starts-on = For example 2026-03-01
imports-explain-ends-on = The last day. Empty or “open-ended” for no end
