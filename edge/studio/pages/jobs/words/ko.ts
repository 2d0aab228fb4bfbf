import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "지금 현상 중인 것과 지금까지 만든 모든 것.",
	state: "상태",
	all: "전체",
	empty_title: "트레이가 비어 있습니다",
	empty_text: "첫 요청을 보내 보세요. 바로 여기 나타나 눈앞에서 현상됩니다.",
	copy_request: "첫 요청 복사",
	first: "첫 이미지 만들기",
	none_title: "이 상태의 작업이 없습니다",
	none_text: "작업의 상태는 바뀝니다. 전체를 표시해 나머지를 보세요.",
	show_all: "전체 보기",
	raw_graph: "원시 그래프",
	more: "더 보기",
});
