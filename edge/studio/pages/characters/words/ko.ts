import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "어느 그림에서나 같은 모습으로 나오는 인물들.",
	create: "새 캐릭터",
	create_title: "누구인가요?",
	create_text: "이름과 몇 마디면 충분합니다. 그다음 네 가지 참조 뷰를 만듭니다.",
	create_yes: "만들기",
	name: "이름",
	name_missing: "이름을 적어 주세요",
	description: "외모와 옷차림",
	description_hint: "자유롭게 적으세요. 이 캐릭터의 모든 프롬프트에 들어갑니다.",
	no_looks: "아직 설명이 없습니다",
	no_references: "참조 이미지 없음",
	empty_title: "아직 아무도 없습니다",
	empty_text:
		"캐릭터를 만들어 보세요. 누구인지 적으면 네 가지 뷰가 어느 그림에서나 같은 사람으로 지켜 줍니다.",
	more: "더 보기",
});
