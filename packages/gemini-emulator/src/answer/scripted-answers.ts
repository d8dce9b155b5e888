import type { Conversation } from './conversation.ts'

const COMPUTER_FOR_A_CHILD =
  'A computer is like a super-fast helper that follows a long list of tiny instructions, just like you follow the steps ' +
  'of a recipe, so that it can show you pictures, play your favorite songs, and answer your questions.'

const COMPUTER_FOR_A_HIGH_SCHOOLER = `At its core, a computer is a machine that **takes in information, processes it according to instructions, and gives a result back**. Four ideas explain almost everything it does.

### 1. Everything is ones and zeros

A computer is built from billions of microscopic switches called **transistors**. Each one is either off (0) or on (1). One such digit is a *bit*; eight of them make a *byte*, enough for a single letter. Text, photos, music, and even the programs themselves are all just very long patterns of bits.

### 2. The main parts

* **CPU (central processing unit)**: the "brain". It carries out simple instructions, such as adding two numbers or comparing them, billions of times per second.
* **RAM (memory)**: the desk it works on. Fast, but wiped clean when the power goes off.
* **Storage (SSD or hard drive)**: the filing cabinet. Slower, but it keeps your files for years.
* **Input and output**: keyboard, touchscreen, and camera bring information in; screen and speakers bring it out.

### 3. The fetch–decode–execute cycle

The CPU repeats the same small loop without ever getting bored:

1. **Fetch** the next instruction from memory.
2. **Decode** it: is this an addition, a comparison, a jump?
3. **Execute** it, and write the result back.

A processor running at 3 GHz gets through about three billion of these ticks every second.

### 4. Software ties it together

Nobody writes ones and zeros by hand. Programmers use languages like Python or JavaScript, and other programs translate that code into machine instructions. The **operating system** shares the CPU, memory, and devices among all the apps that are running, so that each of them can behave as if it had the machine to itself.

**An example:** when you press the "A" key, the keyboard sends a number to the CPU. The operating system passes it to the app you are typing in, the app looks up the shape of the letter, and the graphics chip lights up the right pixels, all in a few thousandths of a second.`

interface Script {
  prompt: RegExp
  /** Must match something that the user said earlier in the conversation. */
  earlier?: RegExp
  answer: string
}

// The prompts of Google's cookbook, which our own demo and its pictures use.
const SCRIPTS: readonly Script[] = [
  { prompt: /^the opposite of hot is\W*$/i, answer: 'The opposite of hot is **cold**.' },
  { prompt: /^in one sentence, explain how a computer works to a young child\W*$/i, answer: COMPUTER_FOR_A_CHILD },
  {
    prompt: /^okay, how about a more detailed explanation to a high schooler\W*$/i,
    earlier: /computer works/i,
    answer: COMPUTER_FOR_A_HIGH_SCHOOLER,
  },
  {
    prompt: /^i have (2|two) dogs in my house\W*$/i,
    answer: 'That sounds like a lively house! Two dogs are wonderful company. What are their names?',
  },
  {
    prompt: /^how many paws are in my house\W*$/i,
    earlier: /\b(2|two) dogs\b/i,
    answer: 'With two dogs, and four paws on each of them, there are **8 paws** in your house.',
  },
]

/** The answer written for exactly this prompt at this place of a conversation, if there is one. */
export function scriptedAnswer({ prompt, earlier, system }: Conversation): string | undefined {
  // A system instruction may ask for another manner, which a fixed text cannot have.
  if (system !== '') return undefined
  const script = SCRIPTS.find(
    (script) =>
      script.prompt.test(prompt) &&
      (script.earlier === undefined || earlier.some(({ user }) => script.earlier!.test(user))),
  )
  return script?.answer
}
