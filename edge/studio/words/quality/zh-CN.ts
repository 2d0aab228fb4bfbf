import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "已检查",
	doubtful: "存疑",
	refused: "未通过检查",
	unseen: "未检查",
	broke: "检查出错",
	figures: "{value}，限值 {limit}",
	file_decodable: "可读取",
	file_type: "文件类型",
	image_dimensions: "尺寸",
	image_aspect: "宽高比",
	image_blank: "空白",
	image_noise: "噪点",
	image_sharpness: "清晰度",
	image_exposure: "曝光",
	image_skin_texture: "皮肤质感",
	duplicate_exact: "相同文件",
	duplicate_near: "几乎相同",
	duplicate_mirrored: "镜像",
	set_style: "整组风格",
	safety_sfw: "内容安全",
});
