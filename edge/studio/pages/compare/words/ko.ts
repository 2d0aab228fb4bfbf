import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "갤러리",
	keys: "1, 2, 3 키로 보기를 바꾸고 s 키로 서로 바꿉니다.",
	swap: "서로 바꾸기",
	view: "보기",
	slider: "슬라이더",
	side: "나란히",
	difference: "차이",
	position: "선의 위치",
	first: "첫 번째",
	second: "두 번째",
	difference_text: "검은 부분은 같고, 빛나는 부분이 다릅니다.",
	gain: "밝기",
});
