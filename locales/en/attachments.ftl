attachments-too-many = Send at most { $most } files at a time.
attachments-empty = { $name } is empty.
attachments-too-large = { $name } is larger than { $most } MB. Compress it and send it again.
attachments-type = { $name } is of a type that is not taken. You can send PDF, pictures, Office files, text, ZIP, DWG, STEP and MP4.
attachments-name = What is in { $name } is not { $ending }. Correct the name of the file.
