organizations-uscc-wrong = 统一社会信用代码不正确,请对照营业执照检查。
organizations-known = 这个组织已经登记。
