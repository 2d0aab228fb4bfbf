import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "تعلم برامجك بالمهام فور حدوث شيء.",
	create: "إضافة خطاف ويب",
	empty_title: "لا يُبلَّغ أحد بعد",
	empty_text: "أضف عنوان خادمك. كل حدث موقَّع ويُعاد إرساله ثلاثة أيام ويمكن إرساله من جديد.",
	url: "عنوان الإرسال",
	url_hint: "يبدأ بـ \u2066https://\u2069 ويمكن الوصول إليه من الإنترنت",
	note: "ملاحظتك",
	hears: "ما يُبلَّغ به",
	everything: "كل شيء",
	made: "سر التوقيع",
	shown_once: "يتحقق به خادمك من التواقيع. انسخه الآن: لن يظهر مرة أخرى.",
	done: "حفظته",
	paused: "متوقف",
	failing: "يفشل منذ {time}",
	good: "يُسلِّم",
});
