import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "أشخاص يحافظون على مظهرهم في كل صورة.",
	create: "شخصية جديدة",
	create_title: "من هي الشخصية؟",
	create_text: "يكفي اسم وبضع كلمات، ثم تأتي أربع صور مرجعية.",
	create_yes: "إنشاء",
	name: "الاسم",
	name_missing: "أعطها اسمًا",
	description: "المظهر والملابس",
	description_hint: "بكلماتك. يظهر هذا النص في كل موجّه لهذه الشخصية.",
	no_looks: "لم يوصف المظهر بعد",
	no_references: "لا مراجع بعد",
	empty_title: "لا أحد هنا بعد",
	empty_text: "أنشئ شخصية: صِفها، وأربع صور مرجعية تضمن أن تبقى الشخص نفسه في كل صورة.",
	more: "عرض المزيد",
});
