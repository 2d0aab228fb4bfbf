import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "图库",
	keys: "按 1、2、3 切换视图,按 s 互换两张图片。",
	swap: "互换",
	view: "视图",
	slider: "滑块",
	side: "并排",
	difference: "差异",
	position: "分界线位置",
	first: "第一张",
	second: "第二张",
	difference_text: "黑色部分相同,发亮的部分不同。",
	gain: "亮度",
});
