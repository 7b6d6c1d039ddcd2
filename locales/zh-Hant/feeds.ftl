# Written by `cargo xtask traditional` from locales/zh-CN: change it there, or in locales/traditional.toml.
# 預約日曆的訂閱地址
feeds-title = 日曆訂閱
feeds-lead = 讓手機或電腦的日曆自動顯示儀器預約,預約有變會自動更新。
feeds-address = 訂閱地址
feeds-once = 請複製到日曆程序的「訂閱日曆」裡。這個地址只顯示這一次,忘了可以換一個,舊的隨即作廢。
feeds-open = 在日曆程序裡打開
feeds-made = 已生成的地址
feeds-make = 生成訂閱地址
feeds-renew = 換一個地址
feeds-revoke = 停用
feeds-revoked = 訂閱地址已停用。
feeds-since = 生成於 { $time }。
feeds-read = 最近讀取 { $time }。
feeds-unread = 還沒有日曆讀取過。
feeds-none = 在自己儀器的頁面上點「日曆訂閱」,就可以為這臺儀器生成訂閱地址。
feeds-private = 知道地址的人都能看到日曆,請不要外傳。日曆裡有儀器、地點、時間和預約企業的名稱,沒有電話、價格和用途。您離開所在單位後,地址自動失效。
feeds-kind-person = 我的預約
feeds-kind-instrument = { $name } 的預約
feeds-kind-hub = 經 { $name } 的預約
feeds-name-person = 驛站 我的儀器預約
feeds-name = 驛站預約 { $name }
feeds-asked = 待審核:
