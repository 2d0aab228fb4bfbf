import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "تسجيل الدخول",
	lead: "شاهد صورك وهي تتظهّر.",
	label: "مفتاح API أو رمز",
	hint: "يُستبدل بجلسة، ولا تحتفظ به هذه الصفحة.",
	submit: "دخول",
	working: "جارٍ الدخول…",
	required: "أدخل مفتاحًا أو رمزًا",
	refused: "هذا المفتاح أو الرمز غير صالح. هل نُسخ كاملًا؟",
	refused_token: "لم يُقبل هذا الرمز: {why}",
	forbidden: "لا يمكن لهذا المفتاح قراءة المهام: يحتاج إلى {scope}.",
	unreachable: "تعذّر الوصول إلى الخادم. حاول بعد قليل.",
	link_over: "استُخدم هذا العنوان أو انتهى. سجّل الدخول بمفتاح.",
	ended: "انتهت جلستك. سجّل الدخول مجددًا.",
});
