import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "アカウント独自のグラフで使えるノード。ライブラリは対象外です。",
	account: "アカウント ID",
	account_hint: "acc_ で始まります",
	show: "表示",
	is_default: "通常の規則：グラフ内で完結するノードすべて。",
	every: "拒否されていないすべてのノード",
	allow: "許可",
	deny: "拒否",
	trusted: "グラフ外でも信頼",
	trusted_hint: "ファイルの読み書きやネットワーク接続をします",
	patterns_hint: "1 行に 1 クラス、または先頭と *",
	save: "保存",
	saved: "保存しました",
});
