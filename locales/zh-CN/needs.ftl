needs-say-what = 请写下想办成什么事。
needs-answered-already = 这项需求已经处理过。
