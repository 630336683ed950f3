package org.huifang.dialing;

/** What time alone brings about, beside the calls: each part looks at the database by a timer of its own. */
record TimedWork(
        Housekeeping housekeeping,
        LateCallbacks late,
        AppointmentWatch appointments,
        SpeakerWatch speakers,
        AnswerStatistics answers) {
    void start() {
        housekeeping.start();
        late.start();
        appointments.start();
        speakers.start();
        answers.start();
    }

    void stop() {
        housekeeping.stop();
        late.stop();
        appointments.stop();
        speakers.stop();
        answers.stop();
    }
}
