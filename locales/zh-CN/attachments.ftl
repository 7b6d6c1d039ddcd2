attachments-too-many = 一次最多 { $most } 个文件。
attachments-empty = { $name } 是空文件。
attachments-too-large = { $name } 超过 { $most } MB,请压缩后再传。
attachments-type = { $name } 的类型不支持。可以上传 PDF、图片、Office 文件、文本、ZIP、DWG、STEP、MP4。
attachments-name = { $name } 的内容与扩展名 { $ending } 不符,请改正文件名。
