import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "계정의 자체 그래프가 가질 수 있는 노드. 라이브러리는 제외됩니다.",
	account: "계정 ID",
	account_hint: "acc_로 시작합니다",
	show: "보기",
	is_default: "기본 정책 적용: 그래프 안에 머무는 모든 노드.",
	every: "거부되지 않은 모든 노드",
	allow: "허용",
	deny: "거부",
	trusted: "그래프 밖에서도 신뢰",
	trusted_hint: "파일을 읽고 쓰거나 네트워크에 접속합니다",
	patterns_hint: "한 줄에 클래스 하나, 또는 앞부분과 *",
	save: "저장",
	saved: "저장됨",
});
