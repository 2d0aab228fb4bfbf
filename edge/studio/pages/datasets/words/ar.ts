import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "صور مع تعليقات تُدرَّب عليها نماذج LoRA.",
	create: "مجموعة جديدة",
	create_yes: "إنشاء",
	empty_title: "لا توجد مجموعات بعد",
	empty_text: "أنشئ واحدة وأضف سبع صور أو أكثر، ثم ثبّتها حين لا يبقى فيها خطأ.",
	more: "عرض المزيد",
	pictures: "الصور: {n}",
	newest: "الإصدار {n}",
	name: "الاسم",
	name_hint: "أحرف صغيرة وأرقام و- و_",
	trigger: "الكلمة المفتاحية",
	trigger_hint: "يبدأ به كل تعليق، مثل spyke_plasma_v1",
	preset: "المطلوب منها",
	preset_any: "7 صور أو أكثر",
	preset_sheet: "من 7 إلى 10 من ورقة شخصية",
	preset_manga: "من 15 إلى 20 بحجم 512 بكسل",
	preset_thirty: "30: 21 نصفية و6 وجوه و3 كاملة",
	asymmetric: "جانبا الشخصية مختلفان",
	asymmetric_hint: "النسخ المعكوسة ستعلّم الجانب الخطأ",
});
