import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "全部 Webhook",
	test: "发送测试",
	test_sent: "测试已发出",
	pause: "暂停",
	resume: "继续",
	paused: "已暂停。发生的事件会保留三天。",
	rotate: "新密钥",
	rotate_text: "旧密钥 24 小时内仍有效，便于服务器切换。",
	delete: "删除",
	delete_text: "从此刻起不再发送，投递记录一并删除。",
	keep: "保留",
	deliveries: "投递",
	none_title: "尚未发送",
	none_text: "发送测试查看收到的内容，或启动任务。",
	delivered: "已投递",
	pending: "等待中",
	failed: "已放弃",
	attempts: { other: "尝试 {n} 次" },
	next: "{time}再试",
	replay: "重新发送",
	replayed: "已重新发送",
	more: "显示更多",
	status: "返回 {n}",
});
