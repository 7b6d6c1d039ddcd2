hubs-code-wrong = 代码应为三个大写字母。
hubs-code-taken = 这个代码已被使用。
hubs-term-wrong = 结束日期不能早于开始日期。
