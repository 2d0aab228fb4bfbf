import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "작업에 변화가 생기면 바로 프로그램에 알립니다.",
	create: "웹훅 추가",
	empty_title: "아직 알림을 받는 곳이 없습니다",
	empty_text: "서버 주소를 추가하세요. 모든 이벤트는 서명되고 3일간 재시도되며 다시 보낼 수 있습니다.",
	url: "보낼 주소",
	url_hint: "https://로 시작하고 인터넷에서 닿는 주소",
	note: "메모",
	hears: "알릴 내용",
	everything: "모두",
	made: "서명 비밀",
	shown_once: "서버가 서명을 확인할 때 씁니다. 지금 복사하세요. 다시 표시되지 않습니다.",
	done: "저장했습니다",
	paused: "일시 중지",
	failing: "{time}부터 실패",
	good: "전달 중",
});
