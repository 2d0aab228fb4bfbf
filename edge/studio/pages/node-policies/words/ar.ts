import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "العقد المسموح بها في مخططات الحساب الخاصة. لا تتقيد بها المكتبة.",
	account: "معرّف الحساب",
	account_hint: "يبدأ بـ acc_",
	show: "اعرض",
	is_default: "تسري السياسة المعتادة: كل عقدة تبقى داخل المخطط.",
	every: "كل عقدة غير مرفوضة",
	allow: "مسموح",
	deny: "مرفوض",
	trusted: "موثوقة خارج المخطط",
	trusted_hint: "تقرأ الملفات أو تكتبها أو تصل إلى الشبكة",
	patterns_hint: "فئة في كل سطر، أو بدايتها ثم *",
	save: "احفظ",
	saved: "حُفظ",
});
