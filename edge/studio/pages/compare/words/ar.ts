import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "المعرض",
	keys: "المفاتيح 1 و2 و3 تغيّر العرض، وs يبدّل الصورتين.",
	swap: "تبديل",
	view: "العرض",
	slider: "شريط السحب",
	side: "جنبًا إلى جنب",
	difference: "الفرق",
	position: "موضع الخط",
	first: "الأولى",
	second: "الثانية",
	difference_text: "الأسود متطابق، وما يختلف يضيء.",
	gain: "السطوع",
});
