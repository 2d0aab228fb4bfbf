import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "모든 작업",
	stages: "단계",
	stage_of: "{all}단계 중 {n}단계",
	overall: "전체 진행률",
	step: "{node} {step}/{steps}",
	node_of: "노드 {done}/{all}",
	picture: "{stage}, 사진 {n}",
	cancel: "취소",
	cancel_title: "이 작업을 취소할까요?",
	cancel_text: "실행 중인 것은 멈춥니다. 완성된 사진은 남습니다.",
	cancel_yes: "작업 취소",
	cancel_no: "계속하기",
	cost: "현재 비용",
	estimate: "예상 최대",
	budget: "예산",
	submitted: "제출",
	time: "시간",
	error_title: "무엇이 잘못되었나",
	parameters: "매개변수",
	details: "세부 정보",
	job_id: "작업 ID",
	pool: "풀",
	stage_is: "{stage}: {status}",
});
