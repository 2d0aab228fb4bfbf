import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "ما يتظهّر الآن، وكل ما أُنجز سابقًا.",
	state: "الحالة",
	all: "الكل",
	empty_title: "الأحواض فارغة",
	empty_text: "أرسل طلبك الأول. سيظهر هنا فورًا وتتظهّر الصورة أمام عينيك.",
	copy_request: "نسخ طلب أول",
	first: "اصنع أول صورة",
	none_title: "لا شيء في هذه الحالة",
	none_text: "تتغيّر حالات المهام. اعرض الكل لرؤية الباقي.",
	show_all: "عرض الكل",
	raw_graph: "مخطط خام",
	more: "عرض المزيد",
});
