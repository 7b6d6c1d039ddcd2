# Written by `cargo xtask traditional` from locales/zh-CN: change it there, or in locales/traditional.toml.
# keys: error-*
error-title = 出錯了
error-to-front = 回到首頁
error-request-id = 請求編號 { $id }
error-forbidden = 沒有權限
error-forbidden-words = 您當前的身份不能辦理這一項。可以在右上角切換身份。
error-not-found = 沒有找到
error-not-found-words = 這個頁面不存在,或不屬於您當前的身份。請檢查編號。
error-refused = 未能辦理
error-invalid = 請檢查填寫的內容
error-invalid-words = 有內容需要修改,請返回上一頁。
error-conflict = 內容已被更新
error-conflict-words = 別人剛剛修改過,請返回刷新後再試。您的操作沒有保存。
error-too-many = 操作太頻繁
error-too-many-words = 請 { $seconds } 秒後再試。
error-csrf = 頁面已過期
error-csrf-words = 請返回上一頁刷新後再提交。您的操作沒有保存。
error-too-large = 文件太大
error-too-large-words = 一次最多提交 { $megabytes } MB,請減少或壓縮文件。
error-busy = 系統繁忙
error-busy-words = 請幾秒後再試,重複提交是安全的。
error-internal = 系統出錯
error-internal-words = 問題已記錄。請稍後再試,仍不行時把下面的編號告訴綜合體。
