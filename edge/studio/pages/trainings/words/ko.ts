import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "학습 중인 LoRA와 각각의 진행 상황.",
	create: "새 학습",
	empty_title: "아직 학습한 것이 없습니다",
	empty_text: "그림 7장 이상의 데이터셋을 고정한 다음 LoRA를 학습하세요.",
	to_datasets: "데이터셋으로",
	more: "더 보기",
	steps: "{all}단계 중 {n}",
	kept: "저장된 단계",
});
