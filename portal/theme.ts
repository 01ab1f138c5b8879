import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Lacquer red: the color of sơn mài, of seals, and of the flag, deep enough for white text. */
const lacquer: MantineColorsTuple = [
  '#fcefee',
  '#f6dad8',
  '#ecb1ad',
  '#e2857f',
  '#d95f58',
  '#d0463f',
  '#b3262a',
  '#8f1420',
  '#77101b',
  '#5d0b14',
]

/** Warm greys, as of paper and ink. */
const ink: MantineColorsTuple = [
  '#f7f5f2',
  '#ebe7e1',
  '#d6d0c7',
  '#bdb5a9',
  '#958c80',
  '#6f675d',
  '#575048',
  '#3b3631',
  '#272320',
  '#191614',
]

const jade: MantineColorsTuple = [
  '#e9f6f1',
  '#d3ebe2',
  '#a5d6c4',
  '#74c0a4',
  '#4dad89',
  '#34a178',
  '#1c7a57',
  '#116244',
  '#0c4f37',
  '#073a28',
]

/** Gold of lacquer work: what is on its way. */
const gold: MantineColorsTuple = [
  '#fcf6e8',
  '#f6ecd6',
  '#ebd5a6',
  '#e0bf78',
  '#d9ab54',
  '#c6953c',
  '#9a6d1c',
  '#7a5412',
  '#5f410c',
  '#463008',
]

/** What is wrong stands above what is to be mended, where a phone's keyboard does not hide it. */
const inputWrapperOrder = ['label', 'description', 'error', 'input'] as const

export const theme = createTheme({
  primaryColor: 'lacquer',
  primaryShade: { light: 7, dark: 5 },
  colors: { lacquer, gray: ink, jade, gold },
  black: '#191614',
  fontFamily: '"Be Vietnam Pro", system-ui, sans-serif',
  headings: { fontFamily: '"Be Vietnam Pro", system-ui, sans-serif', fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    Button: { defaultProps: { size: 'md' } },
    InputWrapper: { defaultProps: { size: 'md', inputWrapperOrder: [...inputWrapperOrder] } },
    RadioGroup: { defaultProps: { size: 'md' } },
    CheckboxGroup: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md', checkIconPosition: 'right' } },
    NumberInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    Radio: { defaultProps: { size: 'md' } },
    Checkbox: { defaultProps: { size: 'md' } },
  },
})
