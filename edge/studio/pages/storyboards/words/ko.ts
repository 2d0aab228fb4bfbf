import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "대본, 그리고 문장마다 그림 한 장.",
	create: "새 스토리보드",
	create_title: "어떤 이야기인가요?",
	create_yes: "만들기",
	name: "이름",
	name_missing: "이름을 적어 주세요",
	script: "대본",
	script_hint: "한 줄에 한 문장. 각각 한 컷이 됩니다.",
	no_shots: "아직 컷이 없습니다",
	empty_title: "그림으로 이야기를 들려주세요",
	empty_text:
		"대본을 한 줄에 한 문장씩 붙여 넣으세요. 문장마다 그림이 생기고, 모두 현상되는 모습을 볼 수 있습니다.",
	more: "더 보기",
});
