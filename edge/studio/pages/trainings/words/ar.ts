import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "نماذج LoRA أثناء تدريبها وما وصل إليه كل منها.",
	create: "تدريب جديد",
	empty_title: "لم يُدرَّب شيء بعد",
	empty_text: "ثبّت مجموعة من سبع صور أو أكثر ثم درّب نموذج LoRA منها.",
	to_datasets: "إلى مجموعات البيانات",
	more: "عرض المزيد",
	steps: "{n} من {all} خطوة",
	kept: "الخطوات المحفوظة",
});
