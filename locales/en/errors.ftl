# keys: error-*
error-title = Something went wrong
error-to-front = Go to the front page
error-request-id = Request number { $id }
error-forbidden = You may not do this
error-forbidden-words = The role you act in may not do this. You can switch roles at the top right.
error-not-found = Not found
error-not-found-words = This page does not exist, or does not belong to the role you act in. Check the number.
error-refused = This could not be done
error-invalid = Check what you entered
error-invalid-words = Something needs to be corrected. Go back to the page before.
error-conflict = This has changed meanwhile
error-conflict-words = Somebody else has just changed it. Go back, reload the page and try again. Nothing of yours was saved.
error-too-many = Too many attempts
error-too-many-words = Try again in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
 }.
error-csrf = This page has expired
error-csrf-words = Go back, reload the page and send it again. Nothing of yours was saved.
error-too-large = The file is too large
error-too-large-words = Send at most { $megabytes } MB at a time: send fewer files, or compress them.
error-busy = The system is busy
error-busy-words = Try again in a few seconds. Sending twice does no harm.
error-internal = Something failed
error-internal-words = The problem has been recorded. Try again later. If it still fails, tell the hub the number below.
