import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "검사됨",
	doubtful: "의심됨",
	refused: "검사 불합격",
	unseen: "검사 안 함",
	broke: "검사 오류",
	figures: "{value}, 기준 {limit}",
	file_decodable: "읽기",
	file_type: "파일 형식",
	image_dimensions: "크기",
	image_aspect: "비율",
	image_blank: "빈 이미지",
	image_noise: "노이즈",
	image_sharpness: "선명도",
	image_exposure: "노출",
	image_skin_texture: "피부 질감",
	duplicate_exact: "같은 파일",
	duplicate_near: "거의 같음",
	duplicate_mirrored: "좌우 반전",
	set_style: "세트의 스타일",
	safety_sfw: "전체 이용가",
});
