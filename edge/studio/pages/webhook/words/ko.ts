import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "모든 웹훅",
	test: "테스트 보내기",
	test_sent: "테스트를 보냈습니다",
	pause: "일시 중지",
	resume: "다시 시작",
	paused: "일시 중지됨. 일어난 일은 3일간 보관됩니다.",
	rotate: "새 비밀",
	rotate_text: "이전 것은 24시간 더 유효하니 그동안 바꾸면 됩니다.",
	delete: "삭제",
	delete_text: "지금부터 보내지 않으며 전달 기록도 사라집니다.",
	keep: "유지",
	deliveries: "전달",
	none_title: "아직 보낸 것이 없습니다",
	none_text: "테스트를 보내거나 작업을 시작해 보세요.",
	delivered: "전달됨",
	pending: "대기 중",
	failed: "포기함",
	attempts: { other: "{n}회 시도" },
	next: "다음 {time}",
	replay: "다시 보내기",
	replayed: "다시 보냈습니다",
	more: "더 보기",
	status: "응답 {n}",
});
