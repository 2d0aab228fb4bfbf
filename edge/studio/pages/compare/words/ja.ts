import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "ギャラリー",
	keys: "1・2・3 キーで表示を切り替え、s キーで入れ替えます。",
	swap: "入れ替え",
	view: "表示",
	slider: "スライダー",
	side: "並べて表示",
	difference: "差分",
	position: "線の位置",
	first: "1 枚目",
	second: "2 枚目",
	difference_text: "黒は同じ部分、光る部分が異なります。",
	gain: "明るさ",
});
