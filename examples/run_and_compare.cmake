# cmake -DPROGRAM=… -DEXPECTED=… -P run_and_compare.cmake: runs a program, behind the words of an emulator if they stand before
# it, and compares what it prints with a file, or writes the file if WRIT_ACCEPT=1 is in the environment.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed RESULT_VARIABLE code)
if(NOT code EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} ended with ${code}:\n${printed}")
endif()
if("$ENV{WRIT_ACCEPT}")
    file(WRITE "${EXPECTED}" "${printed}")
endif()
file(READ "${EXPECTED}" expected)
if(NOT printed STREQUAL expected)
    message(FATAL_ERROR "${PROGRAM} printed:\n${printed}\n${EXPECTED} says:\n${expected}")
endif()
