import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "نص، وصورة لكل جملة منه.",
	create: "قصة مصوّرة جديدة",
	create_title: "عمّ تدور؟",
	create_yes: "إنشاء",
	name: "الاسم",
	name_missing: "أعطها اسمًا",
	script: "النص",
	script_hint: "جملة في كل سطر، وكل جملة لقطة.",
	no_shots: "لا لقطات بعد",
	empty_title: "احكِ قصة بالصور",
	empty_text: "ألصق نصًا، جملة في كل سطر. تحصل كل جملة على صورتها وتشاهدها كلها تتظهّر.",
	more: "عرض المزيد",
});
