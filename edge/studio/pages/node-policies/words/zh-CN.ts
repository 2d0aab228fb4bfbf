import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "账户自有图可以使用的节点，库不受其约束。",
	account: "账户 ID",
	account_hint: "以 acc_ 开头",
	show: "显示",
	is_default: "适用默认策略：所有不越出图的节点。",
	every: "所有未被拒绝的节点",
	allow: "允许",
	deny: "拒绝",
	trusted: "图之外也受信任",
	trusted_hint: "会读写文件或访问网络",
	patterns_hint: "每行一个类，或其开头加 *",
	save: "保存",
	saved: "已保存",
});
