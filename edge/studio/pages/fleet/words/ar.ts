import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "الأجهزة وما ينتظرها وكلفتها.",
	workers: "العمال",
	waiting: "مهام منتظرة",
	held: "مهام جارية",
	busy: "انشغال المعالجات",
	spend: "إجمالي الإنفاق",
	queue_plot: "المهام المنتظرة والجارية منذ فتح الصفحة",
	busy_plot: "نسبة المعالجات المشغولة منذ فتح الصفحة",
	pool: "المجموعة",
	idle: "خامل",
	working: "يعمل",
	draining: "يُفرَّغ",
	gone: "غادر {time}",
	drain: "تفريغ",
	drain_title: "تفريغ {name}؟",
	drain_text: "ينهي ما لديه ولا يأخذ جديدًا.",
	keep: "تركه",
	emulated: "محاكى",
	none_title: "لا عمال بعد",
	none_text: "شغّل واحدًا بجوار ComfyUI بالأمر npm run worker.",
});
