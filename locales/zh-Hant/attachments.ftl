# Written by `cargo xtask traditional` from locales/zh-CN: change it there, or in locales/traditional.toml.
attachments-too-many = 一次最多 { $most } 個文件。
attachments-empty = { $name } 是空文件。
attachments-too-large = { $name } 超過 { $most } MB,請壓縮後再傳。
attachments-type = { $name } 的類型不支持。可以上傳 PDF、圖片、Office 文件、文本、ZIP、DWG、STEP、MP4。
attachments-name = { $name } 的內容與擴展名 { $ending } 不符,請改正文件名。
