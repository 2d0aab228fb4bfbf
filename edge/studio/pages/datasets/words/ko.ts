import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "LoRA 학습에 쓰이는 캡션이 달린 그림입니다.",
	create: "새 데이터셋",
	create_yes: "만들기",
	empty_title: "아직 데이터셋이 없습니다",
	empty_text: "하나를 만들어 그림을 일곱 장 이상 넣고, 문제가 없으면 고정하세요.",
	more: "더 보기",
	pictures: "그림: {n}",
	newest: "버전 {n}",
	name: "이름",
	name_hint: "소문자, 숫자, -, _",
	trigger: "트리거 단어",
	trigger_hint: "모든 캡션이 이것으로 시작합니다. 예: spyke_plasma_v1",
	preset: "요구 조건",
	preset_any: "7장 이상",
	preset_sheet: "캐릭터 시트의 7~10장",
	preset_manga: "512픽셀 15~20장",
	preset_thirty: "30장: 상반신 21, 초상 6, 전신 3",
	asymmetric: "캐릭터의 좌우가 다름",
	asymmetric_hint: "뒤집은 그림은 반대쪽을 가르치게 됩니다",
});
