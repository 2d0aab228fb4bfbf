import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "머신과 대기 중인 작업, 그리고 비용.",
	workers: "워커",
	waiting: "대기 중인 태스크",
	held: "실행 중인 태스크",
	busy: "사용 중인 GPU",
	spend: "총 지출",
	queue_plot: "대기 및 실행 중인 태스크(이 페이지를 연 뒤)",
	busy_plot: "사용 중인 GPU 비율(이 페이지를 연 뒤)",
	pool: "풀",
	idle: "유휴",
	working: "작업 중",
	draining: "비우는 중",
	gone: "{time} 떠남",
	drain: "비우기",
	drain_title: "{name}을(를) 비울까요?",
	drain_text: "가진 일을 끝내고 새로 받지 않습니다.",
	keep: "그대로 두기",
	emulated: "에뮬레이트",
	none_title: "아직 워커가 없습니다",
	none_text: "ComfyUI 옆에서 npm run worker로 시작하세요.",
});
