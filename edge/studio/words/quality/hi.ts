import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "जाँचा गया",
	doubtful: "संदेहास्पद",
	refused: "जाँच में असफल",
	unseen: "जाँचा नहीं गया",
	broke: "जाँच में त्रुटि",
	figures: "{value}, सीमा {limit}",
	file_decodable: "पढ़ने योग्य",
	file_type: "फ़ाइल का प्रकार",
	image_dimensions: "आकार",
	image_aspect: "अनुपात",
	image_blank: "खाली",
	image_noise: "शोर",
	image_sharpness: "स्पष्टता",
	image_exposure: "एक्सपोज़र",
	image_skin_texture: "त्वचा की बनावट",
	duplicate_exact: "वही फ़ाइल",
	duplicate_near: "लगभग वही",
	duplicate_mirrored: "दर्पण छवि",
	set_style: "समूह की शैली",
	safety_sfw: "सबके लिए सुरक्षित",
});
