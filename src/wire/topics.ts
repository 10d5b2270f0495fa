/**
 * The topic tree `sb/1/…`, for the box and its clients. A topic carries the type of its message, so that the box
 * cannot publish, and no client read, another shape. Pure.
 */
import type {
  AskList,
  BoxInfo,
  BoxStatus,
  ChannelList,
  CheckMessage,
  DeviceList,
  DevicesDelta,
  HistoryMessage,
  Inbox,
  Meters,
  MixDelta,
  MixSnapshot,
  OfferMessage,
  PanicState,
  Participants,
  PresetList,
  Reductions,
  Reply,
  SceneList,
  SessionList,
  SessionMessage,
  SessionMessages,
  SetlistMessage,
  StripState,
  Welcome,
} from './messages.js';

/** A topic of the box, and the type of its messages. At run time it is a string. */
export type Topic<M> = string & { readonly message?: M };

const ROOT = 'sb/1';
export const COMMAND_PREFIX = `${ROOT}/cmd/`;

const topic = <M>(path: string): Topic<M> => `${ROOT}/${path}` as Topic<M>;

/** What the box sends. `uuid` is a device, `id` a session, `n` an input. */
export const topics = {
  reply: (uuid: string) => topic<Reply>(`reply/${uuid}`),
  mixSnapshot: (uuid: string) => topic<MixSnapshot>(`mix/${uuid}/snapshot`),
  mixDelta: (uuid: string) => topic<MixDelta>(`mix/${uuid}/delta`),
  devicesList: () => topic<DeviceList>('devices/list'),
  devicesDelta: () => topic<DevicesDelta>('devices/delta'),
  welcome: (uuid: string) => topic<Welcome>(`devices/${uuid}/welcome`),
  presets: (uuid: string) => topic<PresetList>(`presets/${uuid}`),
  offer: (uuid: string) => topic<OfferMessage>(`offer/${uuid}`),
  scenes: () => topic<SceneList>('scenes'),
  setlist: () => topic<SetlistMessage>('setlist'),
  history: (uuid: string) => topic<HistoryMessage>(`history/${uuid}`),
  sessions: () => topic<SessionList>('sessions'),
  participants: (id: string) => topic<Participants>(`session/${id}/participants`),
  messages: (id: string) => topic<SessionMessages>(`session/${id}/messages`),
  message: (id: string) => topic<SessionMessage>(`session/${id}/message`),
  inbox: (uuid: string) => topic<Inbox>(`inbox/${uuid}`),
  strip: (n: string | number) => topic<StripState>(`strip/${n}`),
  boxInfo: () => topic<BoxInfo>('box/info'),
  boxChannels: () => topic<ChannelList>('box/channels'),
  boxMeters: () => topic<Meters>('box/meters'),
  boxReductions: () => topic<Reductions>('box/reductions'),
  boxStatus: () => topic<BoxStatus>('box/status'),
  boxAsks: () => topic<AskList>('box/asks'),
  boxCheck: () => topic<CheckMessage>('box/check'),
  boxPanic: () => topic<PanicState>('box/panic'),
} as const;

export type TopicName = keyof typeof topics;
/** The type of the messages of one topic. */
export type MessageOf<N extends TopicName> =
  ReturnType<(typeof topics)[N]> extends Topic<infer M> ? NonNullable<M> : never;

/** The topic of a command: its kind, and what it is about. */
export function commandTopic(kind: string, target?: string | number): string {
  return `${COMMAND_PREFIX}${kind}${target === undefined ? '' : `/${target}`}`;
}

/** A command's kind and the thing it is about: `sb/1/cmd/mix/u1` → `{kind: 'mix', target: 'u1'}`. */
export function parseCommandTopic(topic: string): { kind: string; target: string | undefined } | undefined {
  if (!topic.startsWith(COMMAND_PREFIX)) return undefined;
  const [kind, target, ...rest] = topic.slice(COMMAND_PREFIX.length).split('/');
  if (!kind || rest.length > 0 || target === '') return undefined;
  return { kind, target };
}
