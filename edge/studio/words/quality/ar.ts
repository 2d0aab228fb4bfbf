import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "تم الفحص",
	doubtful: "مشكوك فيها",
	refused: "لم تجتز الفحص",
	unseen: "لم تُفحص",
	broke: "تعطّل أحد الفحوص",
	figures: "{value}، الحد {limit}",
	file_decodable: "قابلة للقراءة",
	file_type: "نوع الملف",
	image_dimensions: "الحجم",
	image_aspect: "النسبة",
	image_blank: "فارغة",
	image_noise: "تشويش",
	image_sharpness: "الحدة",
	image_exposure: "التعريض",
	image_skin_texture: "ملمس البشرة",
	duplicate_exact: "الملف نفسه",
	duplicate_near: "شبه متطابقة",
	duplicate_mirrored: "صورة معكوسة",
	set_style: "أسلوب المجموعة",
	safety_sfw: "آمنة للجميع",
});
