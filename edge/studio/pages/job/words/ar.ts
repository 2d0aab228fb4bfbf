import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "كل المهام",
	stages: "المراحل",
	stage_of: "المرحلة {n} من {all}",
	overall: "التقدم الكلي",
	step: "{node} {step}/{steps}",
	node_of: "العقدة {done} من {all}",
	picture: "{stage}، صورة {n}",
	cancel: "إلغاء",
	cancel_title: "إلغاء هذه المهمة؟",
	cancel_text: "يتوقف ما يعمل، وتبقى الصور المكتملة.",
	cancel_yes: "إلغاء المهمة",
	cancel_no: "الإبقاء عليها",
	cost: "التكلفة حتى الآن",
	estimate: "التقدير الأقصى",
	budget: "الميزانية",
	submitted: "أُرسلت",
	time: "الوقت",
	error_title: "ما الذي حدث",
	parameters: "المعاملات",
	details: "التفاصيل",
	job_id: "معرّف المهمة",
	pool: "المجموعة",
	stage_is: "{stage}: {status}",
});
