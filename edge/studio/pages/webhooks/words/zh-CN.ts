import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "任务一有变化，你的程序立刻得知。",
	create: "添加 Webhook",
	empty_title: "还没有通知对象",
	empty_text: "添加你的服务器地址。每个事件都会签名、重试三天，并可重新发送。",
	url: "接收地址",
	url_hint: "以 https:// 开头，可从互联网访问",
	note: "备注",
	hears: "接收哪些事件",
	everything: "全部",
	made: "签名密钥",
	shown_once: "你的服务器用它验证签名。请立即复制：之后不再显示。",
	done: "已保存",
	paused: "已暂停",
	failing: "自{time}起失败",
	good: "正常投递",
});
