import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "로그인",
	lead: "사진이 현상되는 모습을 지켜보세요.",
	label: "API 키 또는 토큰",
	hint: "세션으로 교환되며 이 페이지에 저장되지 않습니다.",
	submit: "로그인",
	working: "로그인하는 중…",
	required: "키나 토큰을 입력하세요",
	refused: "유효하지 않은 키 또는 토큰입니다. 전부 복사했나요?",
	refused_token: "이 토큰은 받아들여지지 않습니다: {why}",
	forbidden: "이 키로는 작업을 읽을 수 없습니다. 범위 {scope}이(가) 필요합니다.",
	unreachable: "서버에 연결할 수 없습니다. 잠시 후 다시 시도하세요.",
	link_over: "이미 사용했거나 만료된 주소입니다. 키로 로그인하세요.",
	ended: "세션이 끝났습니다. 다시 로그인하세요.",
});
