portal-title = 说出您的需求
portal-lead = 一次说清需要什么,综合体为您找服务、定方案,最多跑一次。
portal-hubs = 产业创新服务综合体
portal-no-hubs = 还没有综合体。管理员登录后可以添加。
