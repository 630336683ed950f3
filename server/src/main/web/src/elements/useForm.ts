import { reactive, ref, type Ref } from 'vue'
import { fieldErrors } from '../api/problem'
import { useRemedyWords } from './remedyWords'

/** A small form: what was typed, what is wrong with it here, and what the server refused. */
export function useForm<T extends Record<string, unknown>>(initial: () => T, check: (values: T) => Partial<Record<keyof T & string, string>>) {
  const remedyWords = useRemedyWords()
  const values = reactive(initial()) as T
  const shown: Ref<Record<string, string | undefined>> = ref({})
  const error = ref<unknown>()
  const busy = ref(false)

  function reset(): void {
    Object.assign(values, initial())
    shown.value = {}
    error.value = undefined
  }

  /** Sends when nothing is wrong; true when the server took it. */
  async function submit(send: (values: T) => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    shown.value = check(values) as Record<string, string>
    error.value = undefined
    if (Object.values(shown.value).some(Boolean)) return false
    busy.value = true
    try {
      await send(values)
      return true
    } catch (refusal) {
      error.value = refusal
      shown.value = fieldErrors(refusal, remedyWords)
      return false
    } finally {
      busy.value = false
    }
  }

  return { values, errors: shown, error, busy, reset, submit }
}
